package capriccio.blockinggraph.policy;

import static capriccio.blockinggraph.policy.Simulation.MICRO;
import static capriccio.blockinggraph.policy.Simulation.MILLI;
import static capriccio.blockinggraph.policy.Simulation.YIELD;

import capriccio.blockinggraph.Resource;
import capriccio.blockinggraph.limit.DescriptorGauge;
import java.util.function.LongSupplier;

/** What servers do, as programs of a simulation. Blocking points have numbers by load. */
final class Loads {
    static final long MEGABYTE = 1 << 20;

    private Loads() {}

    /** A closed loop: each request holds 4 MB for 200 ms (peers.md 3 with a slower backend), then thinks for 10 ms. */
    static Simulation.Program memory(Simulation s) {
        return Simulation.program(300 * MICRO, c -> {
            if (c.state == 0) {
                c.state = 1;
                c.block(11, think(s, 10 * MILLI));
            } else if (c.state == 1) {
                c.requestBegan = c.readySince;
                if (c.retain(4 * MEGABYTE)) {
                    c.state = 2;
                    c.block(12, 200 * MILLI);
                } else {
                    c.block(11, think(s, 10 * MILLI));
                }
            } else {
                c.letGo();
                s.done(c, 0);
                c.kind++;
                c.state = 1;
                c.block(11, think(s, 10 * MILLI));
            }
        });
    }

    /** The same from the first moment on, and each request takes no time but to wait. */
    static Simulation.Program greedy(Simulation s) {
        Simulation.Program memory = memory(s);
        return Simulation.program(20 * MICRO, c -> {
            c.state = Math.max(1, c.state);
            memory.act(c);
        });
    }

    /** A closed loop: each request has a file open for 50 ms, and longer the more are open, beyond 200 by far. */
    static Simulation.Program descriptors(Simulation s, Resource open, long[] closed) {
        return Simulation.program(100 * MICRO, c -> {
            if (c.state == 0) {
                c.state = 1;
                c.block(21, think(s, 10 * MILLI));
            } else if (c.state == 1) {
                c.requestBegan = c.readySince;
                s.take(open, 1);
                double crowd = open.used() / 200.0;
                c.state = 2;
                c.block(22, (long) (50 * MILLI * (1 + crowd * crowd * crowd * crowd)));
            } else {
                s.take(open, -1);
                closed[0]++;
                s.done(c, 1);
                c.kind++;
                c.state = 1;
                c.block(21, think(s, 10 * MILLI));
            }
        });
    }

    /** Has the governor know of the descriptors of {@link #descriptors}. */
    static void watchDescriptors(Simulation s, Resource open, long[] closed) {
        watchDescriptors(s, open, () -> closed[0], 4096);
    }

    /** {@code closed} ever; negative where nobody counts, as on a JVM. */
    static void watchDescriptors(Simulation s, Resource open, LongSupplier closed, int most) {
        s.governor.watchDescriptors(
                new DescriptorGauge.Count() {
                    @Override
                    public double open() {
                        return open.used();
                    }

                    @Override
                    public double closed() {
                        return closed.getAsLong();
                    }
                },
                most);
    }

    /** One request of an open loop: one in ten burns 5 ms, in slices of a quantum of 1 ms, the others 0.1 ms (peers.md 4). */
    static Simulation.Program cpu(Simulation s, boolean heavy) {
        return new Simulation.Program() {
            @Override
            public long runs(Simulation.Client c) {
                return c.state == 0 ? 10 * MICRO : heavy ? MILLI : 100 * MICRO;
            }

            @Override
            public void act(Simulation.Client c) {
                if (c.state == 0) {
                    c.state = 1;
                    c.block(31, think(s, MILLI));
                } else if (heavy && c.state < 5) {
                    if (c.state == 1) {
                        c.requestBegan = c.readySince;
                    }
                    c.state++;
                    c.block(32, YIELD);
                } else {
                    if (!heavy) {
                        c.requestBegan = c.readySince;
                    }
                    s.done(c, heavy ? 3 : 2);
                    c.end();
                }
            }
        };
    }

    /** Takes one, gives it back after a while, takes the next. */
    static Simulation.Program taker(Simulation s, Resource resource) {
        return Simulation.program(50 * MICRO, c -> {
            if (c.state == 1) {
                s.take(resource, 1);
            } else if (c.state == 2) {
                s.take(resource, -1);
                s.done(c, 0);
                c.kind++;
            }
            c.state = c.state == 1 ? 2 : 1;
            c.block(c.state == 1 ? 41 : 42, MILLI);
        });
    }

    /** A closed loop: each request holds one for 5 ms. */
    static Simulation.Program pooled(Simulation s, Resource resource, long[] most) {
        return Simulation.program(50 * MICRO, c -> {
            if (c.state == 1) {
                c.requestBegan = c.readySince;
                s.take(resource, 1);
                most[0] = Math.max(most[0], resource.used());
                c.block(62, 5 * MILLI);
            } else {
                if (c.state == 2) {
                    s.take(resource, -1);
                    s.done(c, 0);
                    c.kind++;
                }
                c.block(61, think(s, MILLI));
            }
            c.state = c.state == 1 ? 2 : 1;
        });
    }

    /** Poisson arrivals of {@link #cpu} requests. */
    static void arrive(Simulation s, long from, long to, double perSecond) {
        double at = from;
        while (true) {
            at += -StrictMath.log(1 - s.random.nextDouble()) / perSecond * Simulation.SECOND;
            if (at >= to) {
                return;
            }
            s.start((long) at, cpu(s, s.random.nextInt(10) == 0));
        }
    }

    static long think(Simulation s, long mean) {
        return mean / 2 + s.random.nextLong(mean);
    }
}
