package capriccio.iointercept.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinsTest {
    @Test
    void knowsEveryPlaceWhereThisJdkSpins() throws Exception {
        assertThat(Spins.moved()).isEmpty();
    }
}
