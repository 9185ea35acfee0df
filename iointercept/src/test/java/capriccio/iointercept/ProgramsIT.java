package capriccio.iointercept;

import static org.assertj.core.api.Assertions.assertThat;

import capriccio.iointercept.bare.Generators;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain programs find the same world with the agent as without it. */
@Execution(ExecutionMode.CONCURRENT)
class ProgramsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Pattern PINNED_PARKS = Pattern.compile("parks that pinned a carrier (\\d+)");
    private static final Pattern AT_NAMES = Pattern.compile("parks pinned at java\\.net\\.InetAddress\\S* (\\d+)");
    private static final List<String> OPTIONS = List.of("carriers=1", "carriers=2");
    private static final List<String> PROGRAMS = List.of(
            "Hello",
            "Lifetime",
            "Sleepers",
            "SynchronizedSleep",
            "WaitNotify",
            "MonitorMix",
            "Unloading",
            "Queues",
            "Cancellations",
            "Pools",
            "PoolChanges",
            "Locks",
            "Identity",
            "Traces",
            "Thrown",
            "ControlFlow",
            "Between",
            "ALot",
            "CallBacks",
            "JdkCallers",
            "LateClasses",
            "Channels",
            "Selectors",
            "OldStyle",
            "Timeouts",
            "NetworkFaults",
            "ConnectingConstructors",
            "BlockingConstructors",
            "MixedPlatform",
            "ForeignMonitors",
            "ForeignWaits",
            "JdkHttpServer",
            "TlsEcho",
            "Processes",
            "FilesAndPipes",
            "EndedReads",
            "EchoClients",
            "IdleConnections");

    static List<String> programs() {
        return PROGRAMS;
    }

    static Stream<Arguments> programsAndOptions() {
        return PROGRAMS.stream().flatMap(program -> OPTIONS.stream().map(options -> Arguments.of(program, options)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void passesWithoutTheAgent(String program) throws Exception {
        try (ChildJvm jvm = ChildJvm.plain(program, arguments(program))) {
            assertPassed(jvm.await(PATIENCE));
        }
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @MethodSource("programsAndOptions")
    void passesUnderTheAgent(String program, String options) throws Exception {
        List<String> compilers = options.equals("carriers=1") ? List.of() : ChildJvm.ALL_COMPILERS;
        try (ChildJvm jvm = ChildJvm.withAgent(compilers, options, program, arguments(program))) {
            assertPassed(jvm.await(PATIENCE));
        }
    }

    static Stream<String> programsOfVirtualThreads() {
        return PROGRAMS.stream().filter(program -> !program.equals("EndedReads"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programsOfVirtualThreads")
    void passesOnTheJdksContinuations(String program) throws Exception {
        Backends.assumeJdk();
        try (ChildJvm jvm = ChildJvm.withAgent(Backends.JDK + ",carriers=2", program, arguments(program))) {
            assertPassed(jvm.await(PATIENCE));
        }
    }

    /** Bare continuations, which only the agent has. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"carriers=1", "carriers=2,yield=everywhere", Backends.JDK + ",carriers=2"})
    void generatorsYield(String options) throws Exception {
        if (options.startsWith(Backends.JDK)) {
            Backends.assumeJdk();
        }
        try (ChildJvm jvm = ChildJvm.withAgent(options, Generators.class.getName())) {
            assertPassed(jvm.await(PATIENCE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carriers=1", "carriers=2"})
    void constructorsThatBlockHoldNoCarrier(String options) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent(options + ",stats=true", "BlockingConstructors")) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            assertThat(result.output()).contains("parks that pinned a carrier 0");
        }
    }

    /**
     * The JDK's own server and TLS are woven, with what they call. Look-ups of names pin, where threads meet at one, and are
     * not counted. One of the JDK's own synchronized collections does where a carrier that got no processor time in it was
     * replaced: a handful of some hundred threads, three of TlsEcho's 23.
     */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"JdkHttpServer,each exchange on a thread of its own,9", "JdkHttpServer,a pool of threads,9",
            "TlsEcho,echo over TLS 1.3,3", "TlsEcho,echo over TLS 1.2,3", "TlsEcho,https,3"})
    void serversOfTheJdkHoldNoCarrier(String program, String part, int pinned) throws Exception {
        assertPinsAtMost(pinned, program, part);
    }

    private static void assertPinsAtMost(int pinned, String program, String... parts) throws Exception {
        try (ChildJvm jvm = ChildJvm.withAgent("carriers=1,stats=true", program, parts)) {
            ChildJvm.Result result = jvm.await(PATIENCE);
            assertThat(result.exit()).as(result.toString()).isZero();
            Matcher parks = PINNED_PARKS.matcher(result.output());
            assertThat(parks.find()).as(result.toString()).isTrue();
            int atNames = AT_NAMES.matcher(result.output()).results().mapToInt(at -> Integer.parseInt(at.group(1))).sum();
            assertThat(Integer.parseInt(parks.group(1)) - atNames).as(result.toString()).isLessThanOrEqualTo(pinned);
        }
    }

    /** All but object streams, whose constructor reads and which call what they read by reflection. */
    @Test
    void oldWaysToWaitHoldNoCarrier() throws Exception {
        assertPinsAtMost(3, "OldStyle", "data", "channelsByInterface", "pipedStreams", "pipedChars", "datagramSockets",
                "datagramChannels", "datagramTimeouts", "datagramCloses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carriers=1", "carriers=1,quantum=0", "carriers=2,yield=everywhere", Backends.JDK + ",carriers=1"})
    void standardInputIsAwaited(String options) throws Exception {
        if (options.startsWith(Backends.JDK)) {
            Backends.assumeJdk();
        }
        try (ChildJvm jvm = ChildJvm.withAgent(options, "StandardInput")) {
            jvm.awaitLine("others run", PATIENCE);
            jvm.say("one");
            jvm.awaitLine("read one", PATIENCE);
            jvm.say("2 three");
            assertPassed(jvm.await(PATIENCE));
        }
    }

    /** Sizes that platform threads can carry too; the large ones are tests of their own. */
    private static String[] arguments(String program) {
        return switch (program) {
            case "Sleepers" -> new String[] {"500"};
            case "EchoClients" -> new String[] {"200", "5"};
            case "IdleConnections" -> new String[] {"500"};
            default -> new String[0];
        };
    }

    private static void assertPassed(ChildJvm.Result result) {
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.lastLine()).as(result.toString()).startsWith("OK");
    }
}
