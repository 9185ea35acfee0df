package capriccio.bench.load;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StabilityTest {
    private static boolean isStable(double... windows) {
        Stability stability = new Stability();
        for (double window : windows) {
            stability.add(window);
        }
        return stability.isStable();
    }

    @Test
    void aLevelIsStable() {
        assertTrue(isStable(10, 90, 300, 1000, 980, 1000, 990, 1000, 1010, 1000, 1000, 990, 1005));
    }

    @Test
    void aFallAndAFewWindowsAreNotARise() {
        assertTrue(isStable(1000, 1000, 1000, 1000, 1000, 950, 950, 950, 950, 950));
        assertFalse(isStable(1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000));
    }

    /** Two per cent a window: any three of them are within 8 % of each other. */
    @Test
    void aSlowRiseIsNotStable() {
        double[] windows = new double[30];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = 1000 * Math.pow(1.02, i);
        }
        assertFalse(isStable(windows));
    }

    @Test
    void whatVariesIsNotStable() {
        assertFalse(isStable(1000, 1100, 900, 1100, 1000, 900, 1100, 900, 1100, 1000));
        assertFalse(isStable(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }
}
