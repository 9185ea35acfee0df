package capriccio.knot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnJre;
import org.junit.jupiter.api.condition.JRE;

class ThreadFlavourTest extends SiteFixture {
    @Test
    @EnabledOnJre(JRE.JAVA_17)
    void virtualThreadsAreRefusedWithASentence() {
        assertThatThrownBy(ThreadFlavour.VIRTUAL::factory)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("virtual threads need JDK 21 or later, but this is JDK 17");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsServe() throws IOException {
        assertThat(ThreadFlavour.VIRTUAL.factory().newThread(() -> {}).toString()).startsWith("VirtualThread");
        KnotServer server = start(config().withThreads(ThreadFlavour.VIRTUAL));
        try (RawClient client = connect(server)) {
            assertThat(client.get("/a.txt").receive().body()).isEqualTo("page a");
        }
    }
}
