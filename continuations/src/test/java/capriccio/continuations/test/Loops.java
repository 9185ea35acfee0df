package capriccio.continuations.test;

/** Loops of many shapes, woven before they are loaded by the tests. Each name says how the loop is to poll. */
public final class Loops implements Runnable {
    public Trace trace = new Trace();

    @Override
    public void run() {
        int[] a = new int[9_000];
        for (int i : new int[] {0, 1, 7, 4_095, 4_096, 4_097, 8_192, 8_999, 9_000}) {
            trace.log(stripRising(a, i));
            trace.log(stripAtMost(i));
            trace.log(stripFalling(i));
            trace.log(stripToZero(i));
            trace.log(stripAtBottom(i));
        }
        trace.log(stripOverArray(a));
        trace.log(stripOverString("abc".repeat(3_000)));
        trace.log(stripByThrees(Integer.MAX_VALUE - 5_000));
        trace.log(stripDownToTheEnd(Integer.MIN_VALUE + 5_000, Integer.MIN_VALUE));
        trace.log(stripWithExits(a, 5_000));
        trace.log(stripCatches(10_000));
        trace.log(pollBoundChanges(5_000));
        trace.log(pollCounterChanges(5_000));
        trace.log(pollNested(40));
        trace.log(pollCalls(300));
        trace.log(pollLong(5_000));
        trace.log(noneForFew(a));
        trace.log(entryBranches(9));
        trace.log(noneForChain(50));
        trace.log(noneForFinally(a));
        trace.log(noneForMonitor(a));
    }

    static int stripRising(int[] a, int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            a[i] += i;
            sum += a[i] ^ sum;
        }
        return sum;
    }

    static int stripAtMost(int n) {
        int sum = 1;
        for (int i = -3; i <= n; i += 2) {
            sum = sum * 31 + i;
        }
        return sum;
    }

    static int stripFalling(int n) {
        int sum = 1;
        for (int i = n; i > -2; i--) {
            sum = sum * 31 + i;
        }
        return sum;
    }

    static int stripToZero(int n) {
        int sum = 1;
        for (int i = n - 1; i >= 0; i -= 3) {
            sum = sum * 31 + i;
        }
        return sum;
    }

    static int stripAtBottom(int n) {
        int sum = 1;
        int i = 0;
        do {
            sum = sum * 31 + i;
            i++;
        } while (i < n);
        return sum;
    }

    static int stripOverArray(int[] a) {
        int sum = 0;
        for (int x : a) {
            if (x == 4) {
                continue;
            }
            sum = sum * 7 + x;
        }
        return sum;
    }

    static int stripOverString(String s) {
        int n = 0;
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) == 'b') {
                n += i;
            }
        }
        return n;
    }

    /** Ends by wrapping round, after which the test still holds: the break stops it. */
    static int stripByThrees(int from) {
        int steps = 0;
        for (int i = from; i < Integer.MAX_VALUE; i += 3) {
            if (++steps > 6_000) {
                break;
            }
        }
        return steps;
    }

    static int stripDownToTheEnd(int from, int least) {
        int steps = 0;
        for (int i = from; i >= least; i--) {
            if (++steps > 6_000) {
                break;
            }
        }
        return steps;
    }

    static int stripWithExits(int[] a, int n) {
        int sum = 0;
        for (int i = 0; i < n && sum >= 0; i++) {
            if (i == 4_500) {
                return sum;
            }
            sum += a[i] & 3;
        }
        return -sum;
    }

    static int stripCatches(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            try {
                sum += n / (i % 1_000);
            } catch (ArithmeticException e) {
                sum -= 7;
            }
        }
        return sum;
    }

    static int pollBoundChanges(int n) {
        int steps = 0;
        for (int i = 0; i < n; i++) {
            n--;
            steps++;
        }
        return steps;
    }

    static int pollCounterChanges(int n) {
        int steps = 0;
        for (int i = 0; i < n; i++) {
            if ((steps++ & 7) == 0) {
                i += 2;
            }
        }
        return steps;
    }

    static int pollNested(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            while (sum % 10 != 9) {
                sum += 1;
            }
            sum += i;
        }
        return sum;
    }

    static int pollCalls(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum += noneForChain(i & 3);
        }
        return sum;
    }

    static long pollLong(long n) {
        long sum = 0;
        for (long i = 0; i < n; i++) {
            sum = sum * 31 + i;
        }
        return sum;
    }

    static int noneForFew(int[] a) {
        int sum = 0;
        for (int i = 0; i < 16; i++) {
            sum += a[i];
        }
        return sum;
    }

    static int entryBranches(int n) {
        return n < 2 ? n : entryBranches(n - 1) + entryBranches(n - 2);
    }

    /** Javac's handler covers its own first instruction, and is no loop. */
    static int noneForFinally(int[] a) {
        try {
            return noneForChain(3) / (a.length + 1);
        } finally {
            a[a.length - 1] += 0;
        }
    }

    /** So does the handler that leaves the monitor. */
    static int noneForMonitor(int[] a) {
        synchronized (a) {
            return noneForChain(4);
        }
    }

    static int noneForChain(int n) {
        return n == 0 ? 0 : 1 + noneForChain(n - 1);
    }
}
