// Hard control flow, with pause() in every place that an expression may stand.
function fib(n) { return n < 2 ? pause(n) : fib(n - 1) + fib(n - 2); }
print("fib", fib(12));

function ranges(n) {
    var out = [];
    outer: for (var i = 0; i < n; i++) {
        for (var j = 0; j < n; j++) {
            try {
                if (pause(i * j) % 7 == 3) continue outer;
                if (i * j > 60) break outer;
                out.push(pause(i) + ":" + j);
            } catch (e) {
                out.push("never");
            } finally {
                out.push(pause("f"));
            }
        }
    }
    return out.join(",");
}
print(ranges(9));

function thrower(depth) {
    try {
        if (depth == 0) throw { code: pause(42) };
        return thrower(depth - 1);
    } catch (e) {
        if (pause(depth) % 3 != 0) throw { code: e.code + depth };
        return e.code;
    } finally {
        counter += pause(1);
    }
}
var counter = 0;
for (var d = 0; d < 10; d++) {
    try { print("thrower", d, thrower(d), counter); } catch (e) { print("escaped", d, e.code, counter); }
}

function Tree(depth) {
    this.value = pause(depth);
    if (depth > 0) { this.left = new Tree(depth - 1); this.right = new Tree(depth - 2 < 0 ? 0 : depth - 2); }
}
Tree.prototype.sum = function () {
    return this.value + (this.left ? this.left.sum() : 0) + (this.right ? this.right.sum() : 0);
};
print("tree", new Tree(7).sum());

function* evens(n) { for (var i = 0; i < n; i++) { if (i % 2 == 0) yield pause(i); } return "end"; }
var all = [];
for (var e of evens(20)) all.push(e);
print("generator", all);

print("closures", [1, 2, 3, 4].map(function (x) { return function (y) { return pause(x * y); }; })
    .map(function (f, i) { return f(i); }).reduce(function (a, b) { return pause(a) + b; }, 0));
print("sort", [5, 3, 9, 1, 7, 2, 8].sort(function (a, b) { return pause(a) - pause(b); }));
print("replace", "the quick brown fox".replace(/(\w)(\w*)/g, function (m, a, b) { return pause(b) + a.toUpperCase(); }));
print("json", JSON.stringify({ a: [1, { b: pause(2) }], toJSON: function () { return { t: pause("json") }; } }));
print("getter", ({ get x() { return pause("got"); } }).x, pause(1) || pause(2), pause(0) && pause(3), pause(null) == undefined);
switch (pause("b")) { case pause("a"): print("a"); case "b": print("b"); default: print("fell through"); }
var w = 0; do { w += pause(1); if (w == 3) continue; } while (w < 6); print("do", w);
with ({ inner: pause("with") }) { print(inner); }
print(eval("pause(6) * pause(7)"));
var big = 0; for (var k = 0; k < 3000; k++) { big = (big * 31 + pause(k)) % 1000003; } print("loop", big);
null.fails;
