package capriccio.continuations.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Suspend points come back from bytes as they were. */
class SiteBlockTest {
    @Test
    void pointsOfTwoMethods() {
        WovenMethod run = new WovenMethod(null, "a/Job", "run", "()V", 3);
        WovenMethod wide = new WovenMethod(null, "a/Job", "l\u00e4uft\u4e16", "(J)Ljava/lang/String;", 70_000);
        int first = Sites.allocate(3);
        Sites.define(first, run, 0, 12, "a/B", "call", "(I)I", 1, 2);
        Sites.define(first + 1, run, 1, -1, "capriccio/continuations/runtime/UserThread", "park", "()V", 0, 0);
        Sites.define(first + 2, wide, 0, 99_999, "b/\u4e16", "\u00fc", "()J", 300, 5);
        byte[] bytes = SiteBlock.encode(first, 3, List.of("apply", "lambda$0", "run", "\u4e16"));

        int again = Sites.allocate(3);
        Sites.define(again, 3, getClass().getClassLoader(), "a/Job", bytes);
        for (int i = 0; i < 3; i++) {
            assertThat(Sites.get(again + i))
                    .usingRecursiveComparison()
                    .ignoringFields("id", "method.loader", "provedInner", "method.twin")
                    .isEqualTo(Sites.get(first + i));
            assertThat(Sites.get(again + i).id()).isEqualTo(again + i);
            assertThat(Sites.get(again + i).method().loader()).isSameAs(getClass().getClassLoader());
        }
        assertThat(Sites.get(again).method()).isSameAs(Sites.get(again + 1).method());
        assertThat(Sites.get(again).method()).isNotSameAs(Sites.get(again + 2).method());
    }

    @Test
    void lambdasAreKnownWhenAsked() {
        Site caller = site("caller", "apply");
        Site body = site("lambda$cached$0", "x");
        assertThat(Sites.mayCall(caller, body)).isFalse();
        Sites.define(Sites.allocate(0), 0, null, "a/Lambdas", SiteBlock.encode(0, 0, List.of("apply", "lambda$cached$0")));
        assertThat(Sites.mayCall(caller, body)).isTrue();
    }

    private static Site site(String method, String callee) {
        int id = Sites.allocate(1);
        Sites.define(id, new WovenMethod(null, "a/Some", method, "()V", 0), 0, 1, "a/Other", callee, "()V", 0, 0);
        return Sites.get(id);
    }
}
