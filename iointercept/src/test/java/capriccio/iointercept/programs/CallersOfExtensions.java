package capriccio.iointercept.programs;

import static capriccio.iointercept.programs.Hop.hop;
import static capriccio.iointercept.programs.SlowValue.k;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.beans.PropertyChangeSupport;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.Provider;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.util.Collections;
import java.util.Enumeration;
import java.util.ListResourceBundle;
import java.util.Locale;
import java.util.Properties;
import java.util.ResourceBundle;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.helpers.DefaultHandler;

/** What programs give the JDK by name, by registration or by extending its classes. */
@SuppressWarnings({"rawtypes", "deprecation", "BanClassLoader", "URLEqualsHashCode", "serial", "CompareToZero"}) // shapes to test
final class CallersOfExtensions {
    private CallersOfExtensions() {}

    static void addTo(Cases cases) {
        loaders(cases);
        files(cases);
        services(cases);
        listeners(cases);
        beans(cases);
    }

    /** Finds classes and resources slowly. */
    private static final class SlowLoader extends ClassLoader {
        private final String service;

        SlowLoader(String service) {
            super(ClassLoader.getPlatformClassLoader());
            this.service = service;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            hop();
            if (!name.equals(Service.class.getName())) {
                return CallersOfExtensions.class.getClassLoader().loadClass(name);
            }
            try (InputStream file = CallersOfExtensions.class.getResourceAsStream("CallersOfExtensions$Service.class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        protected URL findResource(String name) {
            return hop(null);
        }

        @Override
        protected Enumeration<URL> findResources(String name) throws IOException {
            hop();
            return name.startsWith("META-INF/services/") ? Collections.enumeration(java.util.List.of(text(service))) : Collections.emptyEnumeration();
        }
    }

    /** A URL that answers with the text, slowly. */
    private static URL text(String text) throws IOException {
        return new URL(null, "slow:text", new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return hop(new URLConnection(url) {
                    @Override
                    public void connect() {
                        hop();
                    }

                    @Override
                    public InputStream getInputStream() {
                        return hop(new ByteArrayInputStream(text.getBytes(UTF_8)));
                    }
                });
            }

            @Override
            protected int hashCode(URL url) {
                return hop(1);
            }

            @Override
            protected boolean equals(URL a, URL b) {
                return hop(true);
            }
        });
    }

    /** A service with a slow constructor. */
    public static final class Service implements Supplier<String> {
        private final String name;

        public Service() {
            name = hop("service");
        }

        @Override
        public String get() {
            return hop(name);
        }
    }

    /** A bundle with slow contents. */
    public static final class Texts extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return hop(new Object[][] {{"key", "text"}});
        }
    }

    private static void loaders(Cases cases) {
        cases.add("ClassLoader", () -> {
            SlowLoader loader = new SlowLoader("");
            Class<?> found = loader.loadClass(Service.class.getName());
            Check.equal(Class.forName(Service.class.getName(), true, loader), found, "the class");
            Check.equal(((Supplier<?>) found.getConstructor().newInstance()).get(), "service", "the service");
            Check.thrown(ClassNotFoundException.class, () -> loader.loadClass("none"));
            Check.equal(loader.getResource("none"), null, "no resource");
            Check.that(!loader.getResources("none").hasMoreElements(), "no resources");
        });
        cases.add("ServiceLoader", () -> {
            ServiceLoader<Supplier> found = ServiceLoader.load(Supplier.class, new SlowLoader(Service.class.getName()));
            Check.equal(found.findFirst().get().get(), "service", "the service");
            int count = 0;
            for (Supplier<?> s : found) {
                count += s.get().equals("service") ? 1 : 0;
            }
            Check.equal(count, 1, "services");
        });
        cases.add("URLStreamHandler", () -> {
            try (InputStream in = text("abc").openStream()) {
                Check.equal(new String(in.readAllBytes(), UTF_8), "abc", "text");
            }
            Check.that(text("a").equals(text("b")) && text("a").hashCode() == 1, "equal");
        });
        cases.add("ResourceBundle", () -> {
            ResourceBundle.Control slow = new ResourceBundle.Control() {
                @Override
                public ResourceBundle newBundle(String name, Locale locale, String format, ClassLoader loader, boolean reload) {
                    return hop(new Texts());
                }
            };
            Check.equal(ResourceBundle.getBundle("slow", Locale.ROOT, slow).getString("key"), "text", "the text");
            Check.equal(ResourceBundle.getBundle(Texts.class.getName()).getString("key"), "text", "the text");
        });
    }

    private static void files(Cases cases) {
        cases.add("walkFileTree", () -> {
            Path root = Files.createTempDirectory("callers");
            Files.writeString(root.resolve("a.txt"), "one\ntwo\n");
            Files.writeString(root.resolve("b.bin"), "");
            int[] seen = new int[1];
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    seen[0] += hop(1);
                    return FileVisitResult.CONTINUE;
                }
            });
            Check.equal(seen[0], 2, "files");
            Check.equal(root.toFile().list((directory, name) -> hop(name.endsWith(".txt"))).length, 1, "filtered");
            Check.equal(root.toFile().listFiles((File f) -> hop(f.getName().endsWith(".bin"))).length, 1, "filtered");
            try (var stream = Files.newDirectoryStream(root, path -> hop(path.toString().endsWith(".txt")))) {
                Check.equal(stream.iterator().next().getFileName().toString(), "a.txt", "filtered");
            }
            try (var found = Files.find(root, 2, (path, attributes) -> hop(attributes.isRegularFile()));
                    var lines = Files.lines(root.resolve("a.txt"))) {
                Check.equal(found.count() + lines.map(s -> hop(s)).count(), 4L, "found");
            }
            Files.delete(root.resolve("a.txt"));
            Files.delete(root.resolve("b.bin"));
            Files.delete(root);
        });
    }

    /** Its digest is a sum. */
    public static final class SlowDigest extends MessageDigest {
        private int sum;

        public SlowDigest() {
            super("SLOW");
        }

        @Override
        protected void engineUpdate(byte b) {
            sum += hop(b);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int at, int length) {
            for (int i = at; i < at + length; i++) {
                engineUpdate(bytes[i]);
            }
        }

        @Override
        protected byte[] engineDigest() {
            return hop(new byte[] {(byte) sum});
        }

        @Override
        protected void engineReset() {
            sum = hop(0);
        }
    }

    private static final class SlowProvider extends Provider {
        SlowProvider() {
            super("Slow", "1", "slow");
            put("MessageDigest.SLOW", SlowDigest.class.getName());
        }
    }

    private static final class SlowDriver implements Driver {
        @Override
        public Connection connect(String url, Properties p) throws java.sql.SQLException {
            hop();
            if (url.equals("jdbc:slow")) {
                throw new java.sql.SQLException(hop("connected"));
            }
            return null;
        }

        @Override
        public boolean acceptsURL(String url) {
            return hop(url.equals("jdbc:slow"));
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties p) {
            return hop(new DriverPropertyInfo[0]);
        }

        @Override
        public int getMajorVersion() {
            return hop(1);
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }
    }

    private static void services(Cases cases) {
        cases.add("MessageDigest", () -> {
            MessageDigest digest = MessageDigest.getInstance("SLOW", new SlowProvider());
            digest.update(new byte[] {1, 2});
            Check.equal(digest.digest(new byte[] {3}), new byte[] {6}, "the digest");
        });
        cases.add("DriverManager", () -> {
            Driver driver = new SlowDriver();
            DriverManager.registerDriver(driver, () -> hop());
            Check.equal(DriverManager.getDriver("jdbc:slow"), driver, "the driver");
            Check.equal(Check.thrown(java.sql.SQLException.class, () -> DriverManager.getConnection("jdbc:slow")).getMessage(), "connected", "connect");
            DriverManager.deregisterDriver(driver);
        });
        cases.add("SAX", () -> {
            StringBuilder seen = new StringBuilder();
            SAXParserFactory.newInstance().newSAXParser().parse(new InputSource(new StringReader("<a b='c'>text<d/></a>")), new DefaultHandler() {
                @Override
                public void startElement(String uri, String local, String name, Attributes attributes) {
                    seen.append('<').append(hop(name)).append(attributes.getLength());
                }

                @Override
                public void endElement(String uri, String local, String name) {
                    seen.append(hop(">"));
                }

                @Override
                public void characters(char[] text, int at, int length) {
                    seen.append(hop(new String(text, at, length)));
                }
            });
            Check.equal(seen.toString(), "<a1text<d0>>", "what was seen");
        });
    }

    private static void listeners(Cases cases) {
        cases.add("logging", () -> {
            StringBuilder seen = new StringBuilder();
            Logger logger = Logger.getAnonymousLogger();
            logger.setUseParentHandlers(false);
            logger.setFilter(r -> hop(true));
            logger.addHandler(new Handler() {
                @Override
                public void publish(LogRecord log) {
                    seen.append(hop(log.getMessage()));
                }

                @Override
                public void flush() {
                    hop();
                }

                @Override
                public void close() {
                    hop();
                }
            });
            logger.log(Level.WARNING, () -> hop("supplied "));
            logger.warning("plain");
            Check.equal(seen.toString(), "supplied plain", "the log");
        });
        cases.add("PropertyChangeSupport", () -> {
            int[] seen = new int[1];
            PropertyChangeSupport support = new PropertyChangeSupport(new Object());
            support.addPropertyChangeListener(e -> seen[0] += hop((int) e.getNewValue()));
            support.firePropertyChange("p", k(1), null == support ? null : (Object) 5);
            Check.equal(seen[0], 5, "seen");
        });
    }

    /** The bean's view. */
    public interface CounterMBean {
        int getCount();

        int add(int n);
    }

    /** A bean. */
    public static final class Counter implements CounterMBean {
        private int count;

        @Override
        public int getCount() {
            return hop(count);
        }

        @Override
        public int add(int n) {
            count += hop(n);
            return count;
        }
    }

    private static void beans(Cases cases) {
        cases.add("MBeanServer", () -> {
            MBeanServer server = MBeanServerFactory.newMBeanServer();
            ObjectName name = new ObjectName("callers:type=Counter");
            server.registerMBean(new Counter(), name);
            Check.equal(server.invoke(name, "add", new Object[] {3}, new String[] {"int"}), 3, "invoked");
            Check.equal(server.getAttribute(name, "Count"), 3, "the attribute");
        });
        cases.add("URI", () -> Check.equal(URI.create("a:b").compareTo(URI.create("a:b")) + hop(0), 0, "equal"));
    }
}
