package capriccio.iointercept;

import static capriccio.iointercept.RealProgram.OUT;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two real libraries compute the same under the agent as without it; the profile {@code proof} runs more of them. */
@Execution(ExecutionMode.CONCURRENT)
class RealProgramsIT {
    private static final String EVERYWHERE = "carriers=2,yield=everywhere,main=user";
    private static final RealProgram JSON = RealProgram.of(
            "JsonRoundTrips", List.of(ObjectMapper.class, JsonFactory.class, JsonProperty.class), "40");
    private static final RealProgram COMPILER = RealProgram.of(
            "CompileSources", List.of(BatchCompiler.class), "1", OUT, "src/test/java/capriccio/iointercept/programs");

    static Stream<Arguments> programsAndOptions() {
        return Stream.of(
                Arguments.of(JSON, "carriers=2"), Arguments.of(JSON, EVERYWHERE), Arguments.of(COMPILER, "carriers=2"));
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @MethodSource("programsAndOptions")
    void computesTheSame(RealProgram program, String options) throws Exception {
        program.assertSameUnderTheAgent(options);
    }
}
