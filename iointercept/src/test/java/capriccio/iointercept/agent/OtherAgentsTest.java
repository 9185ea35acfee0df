package capriccio.iointercept.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OtherAgentsTest {
    /** It did: arrays of this agent's classes were taken for another's, and each start loaded all that weaves. */
    @Test
    void arraysOfItsOwnClassesTellOfNoOtherAgent() {
        assertFalse(OtherAgents.hasLoaded(new Class<?>[] {OtherAgents.class, OtherAgents[].class, String[].class, int[].class}));
        assertTrue(OtherAgents.hasLoaded(new Class<?>[] {OtherAgents.class, Test.class}));
    }
}
