package io.fourtuple.bench.publish.page;

import java.util.Optional;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test where there is no Chromium; with {@code FOURTUPLE_REQUIRE_CHROMIUM=1} it fails instead. */
final class ChromiumCondition implements ExecutionCondition
{
    private static final String REQUIRED = "FOURTUPLE_REQUIRE_CHROMIUM";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(final ExtensionContext context)
    {
        final ConditionEvaluationResult result = decide(
            Chromium.executable().isPresent() ? Optional.empty() : Optional.of("no chromium in PATH"),
            "1".equals(System.getenv(REQUIRED)));
        if (result.isDisabled())
        {
            System.out.println("tests of the report's page skipped: " + result.getReason().orElse(""));
        }
        return result;
    }

    static ConditionEvaluationResult decide(final Optional<String> obstacle, final boolean isRequired)
    {
        if (obstacle.isPresent() && isRequired)
        {
            throw new IllegalStateException(REQUIRED + "=1, but the page cannot be tested: " + obstacle.get());
        }
        return obstacle.map(ConditionEvaluationResult::disabled)
            .orElseGet(() -> ConditionEvaluationResult.enabled("chromium is there"));
    }
}
