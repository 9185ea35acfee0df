package capriccio.iointercept.agent;

import capriccio.continuations.weave.CallKind;
import capriccio.continuations.weave.Hook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Where {@code java.util.concurrent} spins before it parks. Spinning costs microseconds, and whoever is waited for may
 * need the carrier on which it is done. A place is a call, or a field that decides how long. {@link #moved} compares
 * this table with the class files of the running JDK.
 */
final class Spins {
    private static final String PARKING = "capriccio/continuations/runtime/Parking";
    private static final String CONCURRENT = "java/util/concurrent/";
    private static final String ASK = CONCURRENT + "ForkJoinWorkerThread.hasKnownQueuedWork()Z";
    private static final String YIELD = "java/lang/Thread.yield()V";
    private static final String PROCESSORS = "java/lang/Runtime.availableProcessors()I";

    private static final List<String> FIELDS =
            List.of("Exchanger#NCPU", "Exchanger#ncpu", "Phaser#NCPU", "Phaser#SPINS_PER_ARRIVAL");

    /** What each class must have one of, so that no wait of it spins in vain. */
    private static final Map<String, List<String>> EXPECTED = Map.of(
            "Exchanger", List.of(CONCURRENT + "Exchanger#NCPU", CONCURRENT + "Exchanger#ncpu"),
            "Phaser", List.of(CONCURRENT + "Phaser#SPINS_PER_ARRIVAL"),
            "LinkedTransferQueue", List.of(ASK, YIELD));

    /** What {@code Blockers} relies on: class and field, or "" where the class is enough. */
    private static final Map<String, String> BLOCKERS = Map.of(
            "locks/AbstractQueuedSynchronizer$ConditionNode", "",
            "locks/AbstractQueuedLongSynchronizer$ConditionNode", "",
            "CompletableFuture$Signaller", "deadline J",
            "Phaser$QNode", "timed Z");

    /** Who counts processors for something else: its default size, its stripes, or where to look for work. */
    private static final Set<String> COUNT_FOR_OTHERS = Set.of("Executors", "ForkJoinPool", "SubmissionPublisher",
            "LinkedTransferQueue$DualNode", "Exchanger", "Phaser");

    private Spins() {}

    static Map<String, Hook> hooks() {
        Map<String, Hook> t = new LinkedHashMap<>();
        t.put("java/lang/Thread.onSpinWait()V", new Hook(PARKING, "onSpinWait", "()V", CallKind.SUSPEND));
        // What SynchronousQueue, LinkedTransferQueue and Exchanger ask on 25: have virtual threads better to do?
        t.put(ASK, new Hook("capriccio/iointercept/runtime/ThreadHooks", "hasQueuedWork", "()Z", CallKind.PLAIN));
        for (String field : FIELDS) {
            t.put(CONCURRENT + field, new Hook(PARKING, "spins", "(I)I", CallKind.PLAIN));
        }
        return t;
    }

    /** What in this JDK does not fit the table, a sentence each. */
    static List<String> moved() throws IOException {
        List<String> lines = new ArrayList<>();
        BLOCKERS.forEach((name, field) -> {
            if (!has(CONCURRENT + name, field)) {
                lines.add("this JDK has no " + name + " with " + field + ": who waits there waits three frames deeper");
            }
        });
        EXPECTED.forEach((name, any) -> {
            Set<String> places = places(CONCURRENT + name);
            places.addAll(places(CONCURRENT + name + "$DualNode")); // of LinkedTransferQueue
            if (any.stream().noneMatch(places::contains)) {
                lines.add(name + " of this JDK has none of " + any + ": it may spin before it parks");
            }
        });
        for (String name : JdkClasses.woven()) {
            if (name.startsWith(CONCURRENT) && !COUNT_FOR_OTHERS.contains(name.substring(CONCURRENT.length()))) {
                for (String place : places(name)) {
                    if (place.equals(PROCESSORS) || (place.contains("#") && !hooks().containsKey(place))) {
                        lines.add(name + " of this JDK uses " + place + ": it may spin before it parks");
                    }
                }
            }
        }
        return lines;
    }

    /** What a class calls, and the fields that it reads, as far as they may have to do with spinning. */
    private static Set<String> places(String name) {
        Set<String> found = new TreeSet<>();
        accept(name, new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String method, String d, @Nullable String signature, String @Nullable [] exceptions) {
                return new Places(found);
            }
        });
        return found;
    }

    private static boolean has(String name, String field) {
        boolean[] found = new boolean[1];
        accept(name, new ClassVisitor(Opcodes.ASM9) {
            @Override
            public @Nullable FieldVisitor visitField(
                    int access, String f, String descriptor, @Nullable String signature, @Nullable Object value) {
                found[0] |= field.equals(f + " " + descriptor);
                return null;
            }

            @Override
            public void visitEnd() {
                found[0] |= field.isEmpty();
            }
        });
        return found[0];
    }

    private static void accept(String name, ClassVisitor visitor) {
        try {
            byte[] file = JdkClasses.classFile(name);
            if (file != null) {
                new ClassReader(file).accept(visitor, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Places extends MethodVisitor {
        private final Set<String> found;

        Places(Set<String> found) {
            super(Opcodes.ASM9);
            this.found = found;
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            String call = owner + "." + name + descriptor;
            if (call.equals(ASK) || call.equals(YIELD) || call.equals(PROCESSORS)) {
                found.add(call);
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            boolean read = opcode == Opcodes.GETSTATIC || opcode == Opcodes.GETFIELD;
            String upper = name.toUpperCase(java.util.Locale.ROOT);
            if (read && descriptor.equals("I") && (upper.contains("SPINS") || upper.equals("NCPU"))) {
                found.add(owner + "#" + name);
            }
        }
    }
}
