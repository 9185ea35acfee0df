package capriccio.bench.programs;

import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Script;
import org.mozilla.javascript.Scriptable;

/** Rhino: a script, interpreted or compiled to a class. */
final class RunScript implements Program {
    private static final String SOURCE = """
            function Tree(depth) {
                this.value = depth;
                if (depth > 0) { this.left = new Tree(depth - 1); this.right = new Tree(depth - 1); }
            }
            Tree.prototype.sum = function () {
                return this.value + (this.left ? this.left.sum() : 0) + (this.right ? this.right.sum() : 0);
            };
            function primes(n) {
                var sieve = [], found = 0;
                for (var i = 2; i < n; i++) {
                    if (!sieve[i]) { found++; for (var j = i * 2; j < n; j += i) { sieve[j] = true; } }
                }
                return found;
            }
            function words(text) {
                var counts = {}, all = text.split(' ');
                for (var i = 0; i < all.length; i++) {
                    var w = all[i].replace(/[aeiou]/g, '').toLowerCase();
                    counts[w] = (counts[w] || 0) + 1;
                }
                return Object.keys(counts).sort(function (a, b) { return counts[a] - counts[b] || (a < b ? -1 : 1); }).join();
            }
            function closures(n) {
                var all = [];
                for (var i = 0; i < n; i++) { (function (k) { all.push(function (x) { return x * k; }); })(i); }
                return all.map(function (f, i) { return f(i); }).reduce(function (a, b) { return a + b; }, 0);
            }
            function thrower(depth) {
                try { if (depth == 0) { throw { code: 42 }; } return thrower(depth - 1); } finally { count++; }
            }
            var count = 0, text = 'The quick brown fox jumps over the lazy dog and THE end of it all is near ', many = '';
            for (var i = 0; i < 10; i++) { many += text + i + ' '; }
            for (var i = 0; i < 5; i++) { try { thrower(4); } catch (e) { count += e.code; } }
            new Tree(8).sum() + primes(1000) + words(many).length + closures(200) + count;
            """;

    private final int level;
    private @Nullable Script script;

    /** @param level Rhino's: -1 interprets, 9 compiles */
    RunScript(int level) {
        this.level = level;
    }

    @Override
    @SuppressWarnings("deprecation") // levels by number are what has all of them
    public long run() {
        Context context = Context.enter();
        try {
            context.setOptimizationLevel(level);
            context.setLanguageVersion(Context.VERSION_ES6);
            Script compiled = script;
            if (compiled == null) {
                compiled = context.compileString(SOURCE, "script.js", 1, null);
                script = compiled;
            }
            Scriptable scope = context.initStandardObjects();
            return ((Number) compiled.exec(context, scope)).longValue();
        } finally {
            Context.exit();
        }
    }
}
