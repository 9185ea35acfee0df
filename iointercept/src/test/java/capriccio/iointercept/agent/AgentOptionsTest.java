package capriccio.iointercept.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where settings come from and what is said of wrong ones. */
class AgentOptionsTest {
    private static AgentOptions parse(String arguments, String property, String environment) {
        Properties properties = new Properties();
        if (!property.isEmpty()) {
            properties.setProperty("capriccio.carriers", property);
        }
        return AgentOptions.parse(arguments, properties, environment.isEmpty() ? Map.of() : Map.of("CAPRICCIO_CARRIERS", environment));
    }

    @ParameterizedTest
    @CsvSource({"carriers=1,2,3,1", "'',2,3,2", "'','',3,3", "'','','',0", "carriers=1,'','',1"})
    void argumentBeforePropertyBeforeEnvironment(String arguments, String property, String environment, int carriers) {
        assertThat(parse(arguments, property, environment).carriers()).isEqualTo(carriers);
    }

    @Test
    void keyAloneIsTrue() {
        assertThat(parse("stats , verbose=false", "", "").stats()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"policy=graph,true", "'policy=graph,admission=off',false", "'',false", "'policy=lifo,admission=off',false",
            "'admission=on,policy=graph',true"})
    void admissionIsOnWithTheGraphsPolicy(String arguments, boolean admission) {
        assertThat(parse(arguments, "", "").admission()).isEqualTo(admission);
    }

    @ParameterizedTest
    @CsvSource({"'admission=on',fifo", "'policy=cohort,admission=on',cohort"})
    void admissionMeansNothingWithOtherPolicies(String arguments, String policy) {
        assertThatThrownBy(() -> parse(arguments, "", ""))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll("admission=on", "policy=graph", policy);
    }

    @Test
    void lastOfEqualKeysCounts() {
        assertThat(parse("carriers=1,carriers=4", "", "").carriers()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"cariers=2,carriers", "STAT,stats", "grpah=x,graph", "quantum-ms=3,quantum"})
    void unknownKeyHasANearestMatch(String arguments, String meant) {
        assertThatThrownBy(() -> parse(arguments, "", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean '" + meant + "'");
    }

    @Test
    void unknownPropertyIsAnErrorTooButNotOneForTests() {
        Properties properties = new Properties();
        properties.setProperty("capriccio.cache.check", "true");
        assertThat(AgentOptions.parse("", properties, Map.of()).stats()).isFalse();
        properties.setProperty("capriccio.stat", "true");
        assertThatThrownBy(() -> AgentOptions.parse("", properties, Map.of()))
                .hasMessageContaining("-Dcapriccio.stat").hasMessageContaining("'stats'");
    }

    @ParameterizedTest
    @CsvSource({
        "carriers=0,1 to 1024", "carriers=1025,1 to 1024", "quantum=-1,0 to 60000", "stats=yes,true", "backend=loom,weave",
        "yield=often,everywhere:N", "view=65536,0 to 65535", "view=on,0 to 65535", "main=green,platform", "yield=everywhere:0,1 to"
    })
    void badValueNamesItselfAndWhatIsTaken(String arguments, String remedy) {
        assertThatThrownBy(() -> parse(arguments, "", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(arguments)
                .hasMessageContaining(remedy);
    }

    @Test
    void everyKeyIsInHelpAndTheReadmesTableIsThatOfTheCode() throws Exception {
        assertThat(Commands.help()).contains(Key.names());
        assertThat(Files.readString(Path.of("README.md"))).contains(Key.markdown());
    }
}
