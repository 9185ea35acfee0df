package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import capriccio.continuations.runtime.UserThread;
import capriccio.continuations.weave.CallRules;
import capriccio.continuations.weave.Weaver;
import capriccio.continuations.weave.WovenClass;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A class woven in an earlier start gets its twins from a weaver that has not woven it. */
class CachedClassTest {
    /** Suspends with locals of several kinds. */
    public static final class Job implements Runnable {
        public static volatile long sum;

        @Override
        public void run() {
            long total = 0;
            double half = 0;
            for (int i = 1; i <= 10; i++) {
                String text = Integer.toString(i);
                UserThread.yieldNow();
                total += Integer.parseInt(text);
                half += i / 2.0;
            }
            sum = total + Math.round(half * 1000);
        }
    }

    private final byte[] file = classFile();
    private final Weaver another = new Weaver(new CallRules(Map.of(), Map.of(), Set.of()));
    private final BytesLoader loader = new BytesLoader(another);
    private final WovenClass woven = TestRuntime.WEAVER.weaveClass(loader, file, false);

    CachedClassTest() throws IOException {}

    @Test
    void suspendsAndResumes() throws Exception {
        Assumptions.assumeTrue(TestRuntime.savesFrames());
        byte[] bytes = java.util.Objects.requireNonNull(woven.file());
        another.reweave(loader, file, false, bytes, woven.firstSite());
        long suspensions = TestRuntime.suspensions();
        long resumes = TestRuntime.resumes();
        Class<?> job = loader.defineWoven(Job.class.getName(), bytes);
        assertThat(TestRuntime.run((Runnable) job.getConstructor().newInstance())).isEmpty();
        assertThat(job.getField("sum").getLong(null)).isEqualTo(55 + 27_500);
        assertThat(TestRuntime.suspensions() - suspensions).isGreaterThanOrEqualTo(10);
        assertThat(TestRuntime.resumes() - resumes).isGreaterThanOrEqualTo(10);
    }

    @Test
    void noticesThatTheCacheHasAnotherClass() {
        Assumptions.assumeTrue(TestRuntime.savesFrames());
        byte[] bytes = java.util.Objects.requireNonNull(woven.file()).clone();
        bytes[bytes.length - 1] ^= 1;
        assertThatThrownBy(() -> another.reweave(loader, file, false, bytes, woven.firstSite()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("differs");
    }

    private static byte[] classFile() throws IOException {
        try (InputStream in = CachedClassTest.class.getResourceAsStream("CachedClassTest$Job.class")) {
            return java.util.Objects.requireNonNull(in).readAllBytes();
        }
    }
}
