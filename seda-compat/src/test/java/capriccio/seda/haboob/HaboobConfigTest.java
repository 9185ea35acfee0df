package capriccio.seda.haboob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import seda.sandStorm.api.EventHandlerIF;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;

/** Each bad setting is named in a line of its own, with what to give instead. */
@Timeout(60)
class HaboobConfigTest {
    private static final Map<String, EventHandlerIF> STAGES = Map.of(
            "HttpRecv", new HttpRecv(),
            "HttpSend", new HttpSend(),
            "CacheStage", new PageCacheSized(),
            "DynamicHttp", new DynamicHttp(),
            "BottleneckStage", new BottleneckDirectControl());

    private static Sandstorm sandstorm;

    @TempDir
    private Path work;

    @BeforeAll
    static void start() throws Exception {
        sandstorm = new Sandstorm(new SandstormConfig());
    }

    @AfterAll
    static void shutdown() {
        sandstorm.shutdown();
    }

    private static void create(String stage, String... args) throws Exception {
        sandstorm.getManager().createStage(stage, STAGES.get(stage), args);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HttpRecv | httpPort | http | give a port between 0 and 65535; 0 lets the system pick",
                "HttpRecv | httpPort | 65536 | give a port between 0 and 65535; 0 lets the system pick",
                "HttpRecv | bindAddress | no such.host | give an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all",
                "HttpRecv | specialURL | stats | give a URL without its host, such as /name",
                "HttpRecv | bottleneckURL | / | give a URL without its host, such as /name",
                "HttpRecv | maxConnections | 0 | give a number above 0, or -1 for no limit",
                "HttpRecv | maxSimultaneousRequests | many | give a number above 0, or -1 for no limit",
                "HttpRecv | idleTimeout | 0 | give milliseconds, above 0",
                "HttpRecv | serverName | '\u00e9' | give printable ASCII characters",
                "HttpSend | maxRequests | -2 | give a number above 0, or -1 for no limit",
                "CacheStage | rootDir | /no/such/directory | give a directory that exists",
                "CacheStage | defaultURL | pages/ | give the name of the file that is a directory's page, such as index.html",
                "CacheStage | maxCacheSize | 1.5 | give kilobytes, 0 or more",
                "DynamicHttp | configfile | /no/such/file | give a file that can be read",
                "DynamicHttp | queueThreshold | 0 | give a number above 0, or -1 for no limit",
                "BottleneckStage | targetResponseTime | fast | give milliseconds, 1 or more",
                "BottleneckStage | smoothConst | 1.1 | give the weight of the past, between 0 and 1",
                "BottleneckStage | opens | 0 | give a number from 1 to 1000000",
                "BottleneckStage | dataFile | /no/such/file | give a file that can be read",
            })
    void aBadValueIsNamedWithItsRemedy(String stage, String key, String value, String remedy) {
        assertThatThrownBy(() -> create(stage, key + "=" + value))
                .isInstanceOf(ConfigException.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines())
                        .containsOnlyOnce("Haboob: stage " + stage + ": " + key + " is '" + value + "': " + remedy));
    }

    @Test
    void whatIsMissingIsNamedTooAndAllAtOnce() {
        assertThatThrownBy(() -> create("CacheStage", "maxCacheSize=x"))
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "Haboob: stage CacheStage: rootDir is missing: give a directory that exists",
                        "Haboob: stage CacheStage: maxCacheSize is 'x': give kilobytes, 0 or more",
                        "Haboob: stage CacheStage: defaultURL is missing: "
                                + "give the name of the file that is a directory's page, such as index.html"));
    }

    /** Not for instances. */
    public static final class Hidden {
        private Hidden() {}
    }

    @Test
    void dynamicPagesAreCheckedLineByLine() throws Exception {
        String good = HaboobStagesTest.Greeting.class.getName();
        Path pages = Files.writeString(
                work.resolve("pages"),
                "# comment\nhello " + good + "\n/a no.such.Page\n/b " + Hidden.class.getName() + "\n/c " + good + "\n/c "
                        + good + "\n/d\n");
        assertThatThrownBy(() -> create("DynamicHttp", "configfile=" + pages))
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "Haboob: " + pages + ":2: 'hello " + good
                                + "' is no page: give a URL without its host, and a class",
                        "Haboob: " + pages + ":3: class no.such.Page cannot be loaded: put it on the class path",
                        "Haboob: " + pages + ":4: class " + Hidden.class.getName()
                                + " makes no pages: have it implement seda.apps.Haboob.hdapi.httpRequestHandlerIF",
                        "Haboob: " + pages + ":6: /c is there twice: leave one out",
                        "Haboob: " + pages + ":7: '/d' is no page: give a URL without its host, and a class"));
    }
}
