package io.fourtuple.tun.testing;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes and removes the namespaces of {@link InNamespace}. */
public final class NamespaceExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback
{
    @Override
    public void beforeAll(final ExtensionContext context) throws IllegalAccessException
    {
        create(context, null);
    }

    @Override
    public void beforeEach(final ExtensionContext context) throws IllegalAccessException
    {
        create(context, context.getRequiredTestInstance());
    }

    @Override
    public void afterEach(final ExtensionContext context) throws IllegalAccessException
    {
        close(context, context.getRequiredTestInstance());
    }

    @Override
    public void afterAll(final ExtensionContext context) throws IllegalAccessException
    {
        close(context, null);
    }

    private static void create(final ExtensionContext context, final Object test) throws IllegalAccessException
    {
        for (final Field field : fields(context, test))
        {
            field.set(test, NetNs.create());
        }
    }

    private static void close(final ExtensionContext context, final Object test) throws IllegalAccessException
    {
        for (final Field field : fields(context, test))
        {
            final NetNs netNs = (NetNs)field.get(test);
            // Null if the one before it could not be made.
            if (netNs != null)
            {
                netNs.close();
            }
        }
    }

    /** The static ones without a test, else the others. */
    private static List<Field> fields(final ExtensionContext context, final Object test)
    {
        final List<Field> fields = AnnotationSupport.findAnnotatedFields(context.getRequiredTestClass(), InNamespace.class,
            field -> Modifier.isStatic(field.getModifiers()) == (test == null));
        fields.forEach(field -> field.setAccessible(true));
        return fields;
    }
}
