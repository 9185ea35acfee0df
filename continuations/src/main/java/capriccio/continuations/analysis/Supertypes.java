package capriccio.continuations.analysis;

import capriccio.continuations.weave.CallRules;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the supertypes of classes in class files, without loading a class. Thread-safe. */
final class Supertypes {
    /** Stands for a supertype whose file cannot be found. */
    static final String UNKNOWN = "?";

    private static final TypeInfo MISSING = new TypeInfo(UNKNOWN, null, List.of(), 0);

    private final Map<String, TypeInfo> jdk = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> jdkSupertypes = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> jdkSelectors = new ConcurrentHashMap<>();
    /** Guarded by itself. */
    private final Map<ClassLoader, Map<String, TypeInfo>> byLoader = new WeakHashMap<>();

    static boolean isMissing(TypeInfo type) {
        return type == MISSING;
    }

    /** Remembers a class that is being defined, which its loader may not offer as a resource. */
    void define(@Nullable ClassLoader loader, TypeInfo type) {
        if (loader != null) {
            cache(loader).put(type.name, type);
        }
    }

    private Map<String, TypeInfo> cache(ClassLoader loader) {
        synchronized (byLoader) {
            return byLoader.computeIfAbsent(loader, l -> new ConcurrentHashMap<>());
        }
    }

    /** Every transitive supertype's name, {@code type} itself left out: what the JDK's supertypes declare counts as well. */
    Set<String> all(@Nullable ClassLoader loader, TypeInfo type) {
        Set<String> names = new LinkedHashSet<>();
        collect(loader, type, names);
        return names;
    }

    private void collect(@Nullable ClassLoader loader, TypeInfo type, Set<String> names) {
        String superName = type.superName;
        if (superName != null) {
            visit(loader, superName, names);
        }
        for (String i : type.interfaces) {
            visit(loader, i, names);
        }
    }

    private void visit(@Nullable ClassLoader loader, String name, Set<String> names) {
        if (!names.add(name)) {
            return;
        }
        if (CallRules.isJdk(name)) {
            names.addAll(jdkAbove(name));
            return;
        }
        TypeInfo type = find(loader, name);
        if (type == MISSING) {
            names.add(UNKNOWN);
        } else {
            collect(loader, type, names);
        }
    }

    private Set<String> jdkAbove(String name) {
        Set<String> known = jdkSupertypes.get(name);
        if (known == null) {
            known = allJdk(jdkType(name));
            jdkSupertypes.put(name, known);
        }
        return known;
    }

    /** Every transitive supertype's name of a JDK class. */
    Set<String> allJdk(TypeInfo type) {
        Set<String> names = new LinkedHashSet<>();
        collectJdk(type, names);
        return names;
    }

    private void collectJdk(TypeInfo type, Set<String> names) {
        String superName = type.superName;
        if (superName != null && names.add(superName)) {
            collectJdk(jdkType(superName), names);
        }
        for (String i : type.interfaces) {
            if (names.add(i)) {
                collectJdk(jdkType(i), names);
            }
        }
    }

    /**
     * The JDK type from which a class of the program gets a method that no class of the program declares; null if one
     * does, or if a supertype cannot be found.
     */
    @Nullable String jdkOwner(@Nullable ClassLoader loader, String owner, String selector) {
        TypeInfo type = find(loader, owner);
        if (type == MISSING || type.methods.containsKey(selector)) {
            return null;
        }
        List<String> above = new ArrayList<>(type.interfaces);
        String superName = type.superName;
        if (superName != null) {
            above.add(0, superName);
        }
        String found = null;
        for (String name : above) {
            if (!CallRules.isJdk(name)) {
                String further = jdkOwner(loader, name, selector);
                if (further == null && declares(loader, name, selector)) {
                    return null;
                }
                found = found == null ? further : found;
            } else if (found == null && jdkDeclares(name, selector)) {
                found = name;
            }
        }
        return found;
    }

    private boolean declares(@Nullable ClassLoader loader, String name, String selector) {
        TypeInfo type = find(loader, name);
        if (type == MISSING || type.methods.containsKey(selector)) {
            return true; // if it is not to be found, it may
        }
        String superName = type.superName;
        if (superName != null && !CallRules.isJdk(superName) && declares(loader, superName, selector)) {
            return true;
        }
        for (String i : type.interfaces) {
            if (!CallRules.isJdk(i) && declares(loader, i, selector)) {
                return true;
            }
        }
        return false;
    }

    TypeInfo find(@Nullable ClassLoader loader, String name) {
        if (loader == null) {
            return jdkType(name);
        }
        return cache(loader).computeIfAbsent(name, n -> read(loader, n));
    }

    private static TypeInfo read(ClassLoader loader, String name) {
        try (InputStream in = loader.getResourceAsStream(name + ".class")) {
            return in == null ? MISSING : ClassScanner.header(in.readAllBytes());
        } catch (IOException | RuntimeException e) {
            return MISSING; // the conservative answer
        }
    }

    private TypeInfo jdkType(String name) {
        return jdk.computeIfAbsent(name, n -> {
            InputStream found = Object.class.getResourceAsStream("/" + n + ".class");
            try (InputStream in = found != null ? found : ClassLoader.getSystemResourceAsStream(n + ".class")) {
                return in == null ? MISSING : ClassScanner.header(in.readAllBytes());
            } catch (IOException e) {
                return MISSING;
            }
        });
    }

    /** True if a JDK type, or a supertype of it, has an instance method of this selector that can be overridden. */
    boolean jdkDeclares(String jdkType, String selector) {
        Set<String> known = jdkSelectors.get(jdkType);
        if (known == null) {
            known = new HashSet<>();
            addSelectors(jdkType, known);
            jdkSelectors.put(jdkType, known);
        }
        return known.contains(selector);
    }

    private void addSelectors(String name, Set<String> selectors) {
        TypeInfo type = jdkType(name);
        for (TypeInfo.Method m : type.methods.values()) {
            if (m.isVirtual()) {
                selectors.add(m.selector());
            }
        }
        String superName = type.superName;
        if (superName != null) {
            addSelectors(superName, selectors);
        }
        for (String i : type.interfaces) {
            addSelectors(i, selectors);
        }
    }
}
