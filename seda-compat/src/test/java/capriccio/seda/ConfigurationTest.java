package capriccio.seda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import seda.sandStorm.main.Sandstorm;
import seda.sandStorm.main.SandstormConfig;
import seda.sandStorm.main.stageDescr;

/** The grammar of configuration files, and what is said about those that are wrong. */
class ConfigurationTest {
    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private SandstormConfig read(String text, String... args) throws IOException {
        return new SandstormConfig(file("test.cfg", text).toString(), args);
    }

    @Test
    void wordsCommentsAndSections() throws IOException {
        SandstormConfig config = read(
                "# first\n\t<sandstorm> <global> threadPool# no value\n a  b \t c#d\r\n</global>\n empty\n <x> y 1\n</x> </sandstorm> <junk");
        assertThat(config.getString("global.threadPool")).isEmpty();
        assertThat(config.getString("global.a")).isEqualTo("b c");
        assertThat(config.getString("empty")).isEmpty();
        assertThat(config.getInt("x.y")).isEqualTo(1);
        assertThat(config.getString("x.z", "default")).isEqualTo("default");
        assertThat(names(config.getKeys("x"))).containsExactly("y");
        assertThat(config.getKeys("nothing")).isNull();
        assertThat(names(config.getKeys("global"))).contains("a", "threadPool.", "profile.");
    }

    private static List<Object> names(Enumeration<?> keys) {
        return new ArrayList<>(Collections.list(keys));
    }

    @Test
    void includedTextStandsInThePlaceOfItsDirective() throws IOException {
        Path inner = file("inner.cfg", "value # <!include nothing>");
        Path middle = file("middle.cfg", "two <!include " + inner + ">\n three 3\n");
        SandstormConfig config = read("<sandstorm>\none 1\n<!include " + middle + ">\n four 4\n</sandstorm>");
        assertThat(config.getString("one")).isEqualTo("1");
        assertThat(config.getString("two")).isEqualTo("value");
        assertThat(config.getInt("three")).isEqualTo(3);
        assertThat(config.getInt("four")).isEqualTo(4);
    }

    @Test
    void theCommandLineOverridesWhatTheFileSaysOfAStage() throws IOException {
        SandstormConfig config = read(
                "<sandstorm>\n<stages>\n<s>\nclass X\nqueueThreshold 5\n<initargs>\na 1\n</initargs>\n</s>\n</stages>\n</sandstorm>",
                "stages.s.queueThreshold=9", "stages.s.class=Y", "stages.s.initargs.a=2", "global.initargs.b=3");
        stageDescr stage = (stageDescr) config.getStages().nextElement();
        assertThat(stage.queueThreshold).isEqualTo(9);
        assertThat(stage.className).isEqualTo("Y");
        assertThat(stage.initargs.get("a")).isEqualTo("2");
        assertThat(stage.initargs.get("b")).isEqualTo("3");
    }

    @Test
    void argumentsOfStagesTakePrecedenceInOrder() throws IOException {
        SandstormConfig config = read(
                "<sandstorm><global>\n<initargs>\na g\nb g\nc g\n</initargs>\n</global>\n".replace("><", "> <")
                        + "<stages>\n<s>\nclass X\nqueueThreshold 5\n<initargs>\nb s\nc s\n</initargs>\n</s>\n</stages>\n</sandstorm>",
                "c=l=1",
                "global.threadPool.maxThreads=7");
        stageDescr stage = (stageDescr) config.getStages().nextElement();
        assertThat(stage.stageName).isEqualTo("s");
        assertThat(stage.queueThreshold).isEqualTo(5);
        assertThat(stage.initargs.get("a")).isEqualTo("g");
        assertThat(stage.initargs.get("b")).isEqualTo("s");
        assertThat(stage.initargs.get("c")).isEqualTo("l=1");
        assertThat(config.getInt("global.threadPool.maxThreads")).isEqualTo(7);
    }

    @Test
    void valuesAreConvertedAsIn2002() {
        SandstormConfig config = new SandstormConfig();
        config.putString("n", "100000.0");
        assertThat(config.getInt("n")).isEqualTo(-1);
        assertThat(config.getInt("n", 3)).isEqualTo(3);
        assertThat(config.getDouble("n")).isEqualTo(100_000);
        assertThat(config.getDouble("absent")).isEqualTo(-1);
        config.putString("b", "TRUE");
        assertThat(config.getBoolean("b")).isTrue();
        config.putString("b", "True");
        assertThat(config.getBoolean("b", true)).isFalse();
        config.puttStringList("l", new String[] {"x", "y"});
        assertThat(config.getStringList("l")).containsExactly("x", "y");
        SandstormConfig copy = config.getCopy();
        config.putInt("n", 5);
        assertThat(copy.getInt("n")).isEqualTo(-1);
        for (int i = 0; i < SandstormConfig.defaults.length; i += 2) {
            assertThat(config.getString(SandstormConfig.defaults[i])).isEqualTo(SandstormConfig.defaults[i + 1]);
        }
    }

    @Test
    void faithfullyAWrongNumberIsTheDefault() throws IOException {
        String text = "<sandstorm>\n<global>\nfaithful %s\n<threadPool>\nmaxThreads many\n</threadPool>\n</global>\n</sandstorm>";
        assertThat(read(text.formatted("true")).getInt("global.threadPool.maxThreads", 20)).isEqualTo(20);
        assertThatThrownBy(() -> read(text.formatted("false"))).isInstanceOf(IOException.class);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("", 1, "expected <sandstorm>"),
                Arguments.of("\n\nsandstorm", 3, "expected <sandstorm>, got sandstorm"),
                Arguments.of("<storm>\n</storm>", 1, "expected <sandstorm>, got <storm>"),
                Arguments.of("<sandstorm>\n<a>\n</a>\n", 4, "end of file within <sandstorm> of FILE:1: close it with </sandstorm>"),
                Arguments.of("<sandstorm>\n<a>\n</b>\n", 3, "expected </a>, got </b>: close the section of FILE:2 first"),
                Arguments.of("<sandstorm>\n<a><b>\n", 2, "bad tag <a><b>"),
                Arguments.of("<sandstorm>\n<a.b>\n", 2, "bad tag <a.b>"),
                Arguments.of("<sandstorm>\nk 1\nk 2\n", 3, "key k redefined, it is in FILE:2"),
                Arguments.of("<sandstorm>\n<k>\n</k>\nk 2\n", 4, "key k redefined"),
                Arguments.of("<sandstorm>\nk 2\n<k>\n", 3, "subsection k redefined"),
                Arguments.of("<sandstorm>\na.b 2\n", 2, "the key a.b has a '.'"),
                Arguments.of("<sandstorm>\na <b>\n", 2, "the value of a is the tag <b>"),
                Arguments.of("<sandstorm>\n<!define x>\n", 2, "unknown directive <!define x>"),
                Arguments.of("<sandstorm>\n<!include x\n", 2, "<! without >"),
                Arguments.of("<sandstorm>\n<!include /no/such/file>\n", 2, "cannot read /no/such/file (NoSuchFileException)"),
                Arguments.of("<sandstorm>\n\n<!include FILE>\n", 3, "FILE includes itself: remove this <!include>"),
                Arguments.of("<sandstorm>\n<stages>\n<s>\nclass X\n</s>\n<s>\nclass Y\n</s>\n", 6, "subsection s redefined, it is in FILE:3"),
                Arguments.of("<sandstorm>\n<stages>\n<s>\n</s>\n</stages>\n</sandstorm>", 3, "the stage s has no class: add a line"),
                Arguments.of("<sandstorm>\n<stages>\n<s>\nclass X\nqueueThreshold 1.5\n</s>\n</stages>\n</sandstorm>", 5,
                        "stages.s.queueThreshold is 1.5: write a whole number"),
                Arguments.of("<sandstorm>\n<global>\n<rtController>\ntargetResponseTime soon\n</rtController>\n</global>\n</sandstorm>", 4,
                        "global.rtController.targetResponseTime is soon: write a number"),
                Arguments.of("<sandstorm>\n<stages>\n<s>\nclass no.such.Handler\n</s>\n</stages>\n</sandstorm>", 4,
                        "the class no.such.Handler of stage s is not there"),
                Arguments.of("<sandstorm>\n<stages>\n<s>\nclass java.lang.Object\n</s>\n</stages>\n</sandstorm>", 4,
                        "the class java.lang.Object of stage s is no EventHandlerIF"),
                Arguments.of("<sandstorm>\n<stages>\n<s>\nclass capriccio.seda.Events$Handler\n</s>\n</stages>\n</sandstorm>", 4,
                        "capriccio.seda.Events$Handler cannot be created (NoSuchMethodException)"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void amistakeIsOneLineWithItsPlaceAndARemedy(String text, int line, String words) throws IOException {
        Path file = folder.resolve("test.cfg");
        Throwable thrown = catchThrowable(() -> new Sandstorm(read(text.replace("FILE", file.toString()))));
        assertThat(thrown).isInstanceOf(IOException.class);
        assertThat(thrown.getMessage())
                .startsWith(file + ":" + line + ": ")
                .contains(words.replace("FILE", file.toString()))
                .doesNotContain("\n");
        assertThat(Sandstorm.getSandstorm()).as("nothing is left of it").isNull();
    }

    @Test
    void aFileThatIsNotThereAndABadArgument() {
        assertThatThrownBy(() -> new SandstormConfig("/no/such.cfg"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("/no/such.cfg: cannot read /no/such.cfg (NoSuchFileException): name a readable file");
        assertThatThrownBy(() -> new SandstormConfig(new String[] {"word"}))
                .isInstanceOf(IOException.class)
                .hasMessage("command line: could not parse \"word\": write name=value");
        assertThatThrownBy(() -> new SandstormConfig(new String[] {"global.TPPTM.numCpus=two"}))
                .isInstanceOf(IOException.class)
                .hasMessage("command line: global.TPPTM.numCpus is two: write a whole number");
    }

    @Test
    void aStartThatFailsEndsWhatItHasStarted() {
        List<Thread> before = new ArrayList<>(Thread.getAllStackTraces().keySet());
        SandstormConfig config = new SandstormConfig();
        config.putString("global.defaultThreadManager", "TPSTM");
        config.putBoolean("global.threadPool.sizeController.enable", true);
        config.putString("global.aSocket.provider", "JNI");
        assertThatThrownBy(() -> new Sandstorm(config)).isInstanceOf(RuntimeException.class);
        assertThat(Sandstorm.getSandstorm()).isNull();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("Sandstorm"))
                        .filter(thread -> !before.contains(thread)))
                .isEmpty();
        config.putString("global.defaultThreadManager", "TPXTM");
        assertThatThrownBy(() -> new Sandstorm(config)).hasMessage("unknown global.defaultThreadManager TPXTM: use TPSTM or TPPTM");
        config.putString("global.defaultThreadManager", "AggTPSTM");
        assertThatThrownBy(() -> new Sandstorm(config)).isInstanceOf(Error.class);
    }
}
