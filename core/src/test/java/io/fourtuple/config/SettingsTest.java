package io.fourtuple.config;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest
{
    @Test
    void shouldTakeUnitsOf1024()
    {
        assertEquals(2 << 20, Settings.defaults().with("max_connections_ipv4=2m").get(Setting.MAX_CONNECTIONS_IPV4));
        assertEquals(3, Settings.defaults().with(" tcp_fin_timeout = 3").get(Setting.TCP_FIN_TIMEOUT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "tcp_fin_timeout       | a setting is written name=value: tcp_fin_timeout",
        "=3                    | a setting is written name=value: =3",
        "tcp_fin_timeout=x     | tcp_fin_timeout must be a whole number: tcp_fin_timeout=x",
        "tcp_fin_timeout=0     | tcp_fin_timeout must be 1 to 7200: tcp_fin_timeout=0",
        "tcp_fin_timeout=-1    | tcp_fin_timeout must be 1 to 7200: tcp_fin_timeout=-1",
        "tcp_wmem=99999999999g | tcp_wmem must be 1024 to 67108864: tcp_wmem=99999999999g",
        "tcp_wmem=17179869184g | tcp_wmem must be 1024 to 67108864: tcp_wmem=17179869184g",
        "tcp_wmem=18446744073709617152 | tcp_wmem must be 1024 to 67108864: tcp_wmem=18446744073709617152",
        "tcp_wmem=-9223372036854775809 | tcp_wmem must be 1024 to 67108864: tcp_wmem=-9223372036854775809",
        "tcp_wmem=9223372036854775807k | tcp_wmem must be 1024 to 67108864: tcp_wmem=9223372036854775807k",
        "tcp_wmem=-3k          | tcp_wmem must be a whole number: tcp_wmem=-3k",
        "tcp_syn_retries=16    | tcp_syn_retries must be 0 to 15: tcp_syn_retries=16",
        "fin_timeout=3         | no such setting: fin_timeout; did you mean tcp_fin_timeout",
        "tcp_tw_resue=1        | no such setting: tcp_tw_resue; did you mean tcp_tw_reuse",
        "tpc_fintimeout=3      | no such setting: tpc_fintimeout; did you mean tcp_fin_timeout",
        "tcp_rf1337=1          | no such setting: tcp_rf1337; did you mean tcp_rfc1337",
        "nonsense=3            | no such setting: nonsense"})
    void shouldSayWhatIsWrong(final String assignment, final String message)
    {
        final var ex = assertThrows(IllegalArgumentException.class, () -> Settings.defaults().with(assignment));
        assertEquals(message, ex.getMessage());
    }

    @Test
    void shouldHaveDefaultsWithinTheirRanges()
    {
        for (final Setting setting : Setting.values())
        {
            assertTrue(setting.defaultValue() >= setting.min() && setting.defaultValue() <= setting.max(), setting.key());
            assertEquals(setting, Setting.of(setting.key()));
        }
    }

    @Test
    void shouldDescribeOnlyWhatDiffers()
    {
        assertEquals("", Settings.defaults().describe(false));
        assertTrue(Settings.defaults().with("tcp_sack=0").describe(false).startsWith("tcp_sack"));
    }

    @Test
    void shouldTakeASettingByTheNameOfItsValue()
    {
        final Settings settings = Settings.defaults().with("time_wait=linux-recycle");
        assertEquals("linux-recycle", settings.name(Setting.TIME_WAIT));
        assertTrue(settings.describe(false).contains("linux-recycle"), settings.describe(false));
        final var ex = assertThrows(IllegalArgumentException.class, () -> Settings.defaults().with("time_wait=lunix"));
        assertEquals("time_wait must be one of rfc6191, linux, linux-recycle, freebsd, classic, none: time_wait=lunix",
            ex.getMessage());
    }
}
