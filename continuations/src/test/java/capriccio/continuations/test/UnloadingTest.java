package capriccio.continuations.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program's class loader goes once the program lets go of it, whether its woven classes ever suspended or not. */
class UnloadingTest {
    private static final int TRIES = 100;

    @Test
    void loadersGoWithTheirWovenClasses() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int seed = 1; seed <= 20; seed++) {
            loaders.add(run(seed));
        }
        for (int i = 0; i < TRIES && alive(loaders) > 0; i++) {
            System.gc();
        }
        assertThat(alive(loaders)).as("loaders that are left").isZero();
    }

    private static long alive(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(r -> r.get() != null).count();
    }

    private static WeakReference<ClassLoader> run(int seed) throws Exception {
        BytesLoader loader = new BytesLoader();
        Class<?> type = loader.define(ProgramGenerator.NAME, ProgramGenerator.generate(seed), true);
        type.getField("trace").set(null, new Trace());
        @SuppressWarnings("unused") String thrown = TestRuntime.run((Runnable) type.getConstructor().newInstance());
        return new WeakReference<>(loader);
    }
}
