package capriccio.iointercept;

import static capriccio.iointercept.RealProgram.OUT;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import dk.brics.automaton.Automaton;
import java.util.List;
import java.util.stream.Stream;
import org.antlr.v4.Tool;
import org.apache.lucene.index.IndexWriter;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;
import org.h2.Driver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mozilla.javascript.Context;

/** Seven real libraries with hard control flow compute the same under the agent, also if they yield everywhere. */
class RealProgramsProofIT {
    private static final List<String> OPTIONS =
            List.of("carriers=1", "carriers=2", "carriers=2,yield=everywhere,main=user");
    private static final List<RealProgram> PROGRAMS = List.of(
            RealProgram.of(
                    "JsonRoundTrips", List.of(ObjectMapper.class, JsonFactory.class, JsonProperty.class), "200"),
            RealProgram.of("CompileSources", List.of(BatchCompiler.class), "2", OUT, "src/test/java/capriccio/iointercept/programs"),
            RealProgram.of("GenerateParser", List.of(Tool.class), "2", OUT),
            RealProgram.of("RegexAutomata", List.of(Automaton.class), "40"),
            RealProgram.of("RunScripts", List.of(Context.class), "2"),
            RealProgram.of("SqlSession", List.of(Driver.class), "2000"),
            RealProgram.of("IndexText", List.of(IndexWriter.class), "400"));

    static Stream<Arguments> programsAndOptions() {
        return PROGRAMS.stream().flatMap(program -> OPTIONS.stream().map(options -> Arguments.of(program, options)));
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @MethodSource("programsAndOptions")
    void computesTheSame(RealProgram program, String options) throws Exception {
        program.assertSameUnderTheAgent(options);
    }
}
