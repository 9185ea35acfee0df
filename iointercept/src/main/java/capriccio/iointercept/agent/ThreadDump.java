package capriccio.iointercept.agent;

import capriccio.continuations.runtime.Scheduler;
import capriccio.continuations.runtime.ThreadSnapshot;
import capriccio.continuations.runtime.UserThread;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All user threads, threads with equal stacks together. Each is looked at for itself while all go on. What is kept at a
 * time is a reference for each thread, its state in words, and a bounded number of stacks: threads with others are written
 * as they come.
 */
final class ThreadDump {
    /** Stacks that threads are grouped under, and frames in them. */
    private static final int MOST_STACKS = 4096;

    private static final int MOST_FRAMES = 1 << 20;
    /** Names in a line of the text. */
    private static final int NAMES = 8;

    /** Writes what was found. */
    private interface Form {
        void begin(Scheduler scheduler, int threads) throws IOException;

        void group(Group group) throws IOException;

        void end() throws IOException;
    }

    /** Threads with the same frames and state. */
    private static final class Group {
        final ThreadSnapshot like;
        final List<UserThread> threads = new ArrayList<>(1);
        final List<String> whats = new ArrayList<>(1);

        Group(ThreadSnapshot like) {
            this.like = like;
        }

        void add(ThreadSnapshot s) {
            threads.add(s.thread());
            whats.add(s.what());
        }
    }

    private record Stack(ThreadSnapshot of) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Stack s && s.of.state() == of.state() && s.of.hasFramesOf(of);
        }

        @Override
        public int hashCode() {
            return of.framesHash();
        }
    }

    private ThreadDump() {}

    static void text(Scheduler scheduler, Appendable out) throws IOException {
        write(scheduler, new Text(out));
    }

    /** As the JDK's {@code Thread.dump_to_file -format=json} where that has a word for it. */
    static void json(Scheduler scheduler, Appendable out) throws IOException {
        write(scheduler, new Structured(new Json(out)));
        out.append('\n');
    }

    private static void write(Scheduler scheduler, Form form) throws IOException {
        UserThread[] all = scheduler.threads();
        form.begin(scheduler, all.length);
        Map<Stack, Group> groups = new LinkedHashMap<>();
        int frames = 0;
        for (UserThread thread : all) {
            ThreadSnapshot s = ThreadSnapshot.of(thread);
            if (s.state() == Thread.State.TERMINATED) {
                continue;
            }
            Stack stack = new Stack(s);
            Group group = groups.get(stack);
            if (group == null) {
                group = new Group(s);
                if (groups.size() >= MOST_STACKS || frames + s.depth() > MOST_FRAMES) {
                    group.add(s);
                    form.group(group);
                    continue;
                }
                frames += s.depth();
                groups.put(stack, group);
            }
            group.add(s);
        }
        for (Group group : groups.values()) {
            form.group(group);
        }
        form.end();
    }

    private static String time() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    @SuppressWarnings("deprecation") // threadId() is not in 17
    private static long id(Thread thread) {
        return thread.getId();
    }

    /** Not a record: nothing is compared. */
    private static final class Text implements Form {
        private final Appendable out;

        Text(Appendable out) {
            this.out = out;
        }

        @Override
        public void begin(Scheduler scheduler, int threads) throws IOException {
            out.append(time()).append("\n").append(Integer.toString(threads)).append(threads == 1 ? " user thread" : " user threads")
                    .append(" on ").append(Integer.toString(scheduler.carriers())).append(" carriers, process ")
                    .append(Long.toString(ProcessHandle.current().pid())).append(", ").append(Commands.version()).append("\n\n");
        }

        @Override
        public void group(Group group) throws IOException {
            Thread first = group.threads.get(0).thread();
            if (group.threads.size() == 1) {
                out.append(title(first));
                out.append(first.isDaemon() ? " daemon" : "").append(" prio=").append(Integer.toString(first.getPriority()));
            } else {
                out.append(Integer.toString(group.threads.size())).append(" threads");
            }
            out.append(' ').append(group.like.state().toString()).append(", ").append(group.like.what());
            if (group.threads.size() > 1) {
                names(group);
            }
            for (StackTraceElement e : group.like.frames()) {
                out.append("\n\tat ").append(e.toString());
            }
            out.append("\n\n");
        }

        private void names(Group group) throws IOException {
            for (int i = 0; i < Math.min(NAMES, group.threads.size()); i++) {
                out.append(i == 0 ? ":\n  " : ", ").append(title(group.threads.get(i).thread()));
                if (!group.whats.get(i).equals(group.like.what())) {
                    out.append(" (").append(group.whats.get(i)).append(')');
                }
            }
            if (group.threads.size() > NAMES) {
                out.append(" and ").append(Integer.toString(group.threads.size() - NAMES)).append(" more");
            }
        }

        private static String title(Thread thread) {
            return "\"" + thread.getName() + "\" #" + id(thread);
        }

        @Override
        public void end() {}
    }

    private static final class Structured implements Form {
        private final Json json;

        Structured(Json json) {
            this.json = json;
        }

        @Override
        public void begin(Scheduler scheduler, int threads) throws IOException {
            json.open('{').key("threadDump").open('{')
                    .key("processId").string(Long.toString(ProcessHandle.current().pid()))
                    .key("time").string(time())
                    .key("runtimeVersion").string(Runtime.version().toString())
                    .key("agentVersion").string(Commands.version())
                    .key("carriers").number(scheduler.carriers())
                    .key("threadCount").string(Integer.toString(threads))
                    .key("groups").open('[');
        }

        @Override
        public void group(Group group) throws IOException {
            json.open('{').key("threadCount").string(Integer.toString(group.threads.size()))
                    .key("state").string(group.like.state().toString()).key("stack").open('[');
            for (StackTraceElement e : group.like.frames()) {
                json.string(e.toString());
            }
            json.close(']').key("threads").open('[');
            for (int i = 0; i < group.threads.size(); i++) {
                Thread t = group.threads.get(i).thread();
                json.open('{').key("tid").string(Long.toString(id(t))).key("name").string(t.getName())
                        .key("daemon").string(String.valueOf(t.isDaemon())).key("does").string(group.whats.get(i));
                if (group.like.carrier() >= 0) {
                    json.key("carrier").string(Integer.toString(group.like.carrier()));
                }
                json.close('}');
            }
            json.close(']').close('}');
        }

        @Override
        public void end() throws IOException {
            json.close(']').close('}').close('}');
        }
    }
}
