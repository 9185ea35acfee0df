package capriccio.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What all pages share: the style, the charts, escaping. */
public final class Html {
    private Html() {}

    /**
     * The page of that title whose body and script stand beside {@code owner}, with style and charts put in; {@code @@DATA@@} is
     * left for what the script draws.
     */
    public static String page(Class<?> owner, String title, String body, String script) {
        return resource(Html.class, "frame.html")
                .replace("@@TITLE@@", escape(title))
                .replace("@@BODY@@", resource(owner, body).strip())
                .replace("@@CHARTS@@", resource(Html.class, "charts.html").strip())
                .replace("@@STYLE@@", resource(Html.class, "report.css"))
                .replace("@@ECHARTS@@", resource(Html.class, "echarts/echarts.min.js").replace("</script", "<\\/script"))
                .replace("@@FIGURES@@", resource(Html.class, "figures.js"))
                .replace("@@SCRIPT@@", resource(owner, script));
    }

    /** {@code text} as it may stand in an element or an attribute. */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** Adds a row of a table; {@code mark} is its class, or empty. */
    public static void row(StringBuilder out, String mark, String... cells) {
        out.append(mark.isEmpty() ? "<tr>" : "<tr class=\"" + mark + "\">");
        for (String cell : cells) {
            out.append("<td>").append(escape(cell));
        }
        out.append("</tr>");
    }

    /** A text file beside {@code owner}. */
    private static String resource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
