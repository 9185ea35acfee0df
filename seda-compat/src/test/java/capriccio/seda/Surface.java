package capriccio.seda;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares types, by reflection, with signatures one a line: a type's line begins in the first column, those of its
 * members are indented. Names of types are simple and erased. {@code const} is {@code public static final}; what is not
 * {@code protected} is public. A type may have more than is listed, but not fewer, and may not declare more checked
 * exceptions or fewer, for a program's {@code catch} would no longer compile.
 */
final class Surface {
    private static final Pattern TYPE =
            Pattern.compile("(abstract )?(class|interface) (\\S+)(?: extends (\\S+))?(?: implements (\\S+))?");
    private static final Pattern EXECUTABLE =
            Pattern.compile("((?:(?:protected|abstract|static|synchronized|final) )*)(?:(\\S+) )?([\\w$]+)\\(([^)]*)\\)(?: throws (.*))?");
    private static final Pattern FIELD = Pattern.compile("((?:(?:protected|const|static) )*)(\\S+) (\\w+)(?: = (.*))?");

    /** Listed, but no matter to a compiler. */
    private static final Set<String> UNCHECKED = Set.of("IllegalArgumentException", "NoSuchElementException");

    private final String packageName;
    private final List<String> missing = new ArrayList<>();

    private Surface(String packageName) {
        this.packageName = packageName;
    }

    /** What the package lacks of the lines, in words; empty when it is complete. */
    static List<String> missing(String packageName, List<String> lines) {
        Surface surface = new Surface(packageName);
        Class<?> type = null;
        for (String line : lines) {
            if (!line.startsWith(" ")) {
                type = surface.type(line);
            } else if (type != null && !surface.member(type, line.trim())) {
                surface.missing.add(type.getName() + ": " + line.trim());
            }
        }
        return surface.missing;
    }

    private @Nullable Class<?> type(String line) {
        Matcher header = matcher(TYPE, line);
        Class<?> type;
        try {
            type = Class.forName(packageName + "." + header.group(3), false, Surface.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            missing.add(line);
            return null;
        }
        boolean isInterface = header.group(2).equals("interface");
        Set<String> above = new TreeSet<>();
        addAbove(type, above);
        boolean fits = type.isInterface() == isInterface
                && Modifier.isPublic(type.getModifiers())
                && !Modifier.isFinal(type.getModifiers())
                && (isInterface || Modifier.isAbstract(type.getModifiers()) == (header.group(1) != null))
                && above.containsAll(words(header.group(4)))
                && above.containsAll(words(header.group(5)));
        if (!fits) {
            missing.add(line + " is " + type.toGenericString() + ", a kind of " + above);
        }
        return type;
    }

    private static void addAbove(Class<?> type, Set<String> names) {
        List<Class<?>> direct = new ArrayList<>(List.of(type.getInterfaces()));
        if (type.getSuperclass() != null) {
            direct.add(type.getSuperclass());
        }
        for (Class<?> one : direct) {
            names.add(shown(one));
            addAbove(one, names);
        }
    }

    private boolean member(Class<?> type, String line) {
        return (line.contains("(") && !line.contains(" = ")) ? executable(type, line) : field(type, line);
    }

    private static boolean executable(Class<?> type, String line) {
        Matcher parts = matcher(EXECUTABLE, line);
        List<String> modifiers = words(parts.group(1).replace(' ', ','));
        List<String> parameters = words(parts.group(4));
        Set<String> thrown = new TreeSet<>(words(parts.group(5)));
        thrown.removeAll(UNCHECKED);
        if (parts.group(2) == null) {
            return Arrays.stream(type.getDeclaredConstructors())
                    .anyMatch(c -> fits(c, modifiers, parameters, thrown));
        }
        return methods(type, parts.group(3)).stream()
                .anyMatch(m -> shown(m.getReturnType()).equals(parts.group(2))
                        && (!Modifier.isAbstract(m.getModifiers()) || modifiers.contains("abstract") || type.isInterface())
                        && fits(m, modifiers, parameters, thrown));
    }

    private static boolean fits(Executable member, List<String> modifiers, List<String> parameters, Set<String> thrown) {
        return visibilityFits(member.getModifiers(), modifiers)
                && Modifier.isStatic(member.getModifiers()) == modifiers.contains("static")
                && Arrays.stream(member.getParameterTypes()).map(Surface::shown).toList().equals(parameters)
                && checked(member).equals(thrown);
    }

    private static Set<String> checked(Executable member) {
        Set<String> names = new TreeSet<>();
        for (Class<?> type : member.getExceptionTypes()) {
            if (!RuntimeException.class.isAssignableFrom(type)) {
                names.add(shown(type));
            }
        }
        return names;
    }

    /** All methods of the name that a program can call on the type, the protected ones with those inherited. */
    private static List<Method> methods(Class<?> type, String name) {
        List<Method> found = new ArrayList<>(List.of(type.getMethods()));
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            found.addAll(List.of(c.getDeclaredMethods()));
        }
        found.removeIf(m -> !m.getName().equals(name) || m.isBridge());
        return found;
    }

    private static boolean field(Class<?> type, String line) {
        Matcher parts = matcher(FIELD, line);
        List<String> modifiers = words(parts.group(1).replace(' ', ','));
        boolean constant = modifiers.contains("const");
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (field.getName().equals(parts.group(3))) {
                    int found = field.getModifiers();
                    return shown(field.getType()).equals(parts.group(2))
                            && visibilityFits(found, modifiers)
                            && Modifier.isFinal(found) == constant
                            && Modifier.isStatic(found) == (constant || modifiers.contains("static"))
                            && (parts.group(4) == null || parts.group(4).equals(value(field)));
                }
            }
        }
        return false;
    }

    private static String value(Field constant) {
        try {
            constant.setAccessible(true); // a protected one
            Object value = constant.get(null);
            return value instanceof String text ? "\"" + text.replace("\n", "\\n").replace("\r", "\\r") + "\"" : "" + value;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean visibilityFits(int modifiers, List<String> listed) {
        return listed.contains("protected") ? Modifier.isProtected(modifiers) : Modifier.isPublic(modifiers);
    }

    private static String shown(Class<?> type) {
        if (type.isArray()) {
            return shown(type.getComponentType()) + "[]";
        }
        return type.getName().substring(type.getName().lastIndexOf('.') + 1);
    }

    private static Matcher matcher(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a signature: " + line);
        }
        return matcher;
    }

    private static List<String> words(@Nullable String list) {
        return list == null || list.isEmpty() ? List.of() : List.of(list.replace(" ", "").split(",", 0));
    }
}
