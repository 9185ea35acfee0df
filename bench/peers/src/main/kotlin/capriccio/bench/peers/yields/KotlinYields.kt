package capriccio.bench.peers.yields

import capriccio.bench.micro.Gate
import capriccio.bench.micro.YieldPeer
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.createCoroutine
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume

/** Kotlin's coroutines without a dispatcher: functions that may suspend are `suspend`. */
class KotlinYields : YieldPeer {
    override fun leaf(depth: Int, gate: Gate) = Coroutine().run { resume(gate) { downForEver(depth) } }

    override fun descend(depth: Int, gate: Gate) = Coroutine().run {
        resume(gate) {
            while (true) {
                down(depth)
            }
        }
    }
}

/** One coroutine and where it goes on. */
private class Coroutine {
    private var next: Continuation<Unit>? = null

    fun resume(gate: Gate, body: suspend () -> Unit) {
        next = body.createCoroutine(Continuation(EmptyCoroutineContext) { it.getOrThrow() })
        while (gate.next()) {
            var i = gate.operations()
            while (i-- > 0) {
                next!!.resume(Unit)
            }
        }
    }

    private suspend fun yieldNow() = suspendCoroutineUninterceptedOrReturn<Unit> {
        next = it
        COROUTINE_SUSPENDED
    }

    suspend fun downForEver(depth: Int): Int {
        if (depth > 1) {
            return downForEver(depth - 1) + 1
        }
        while (true) {
            yieldNow()
        }
    }

    suspend fun down(depth: Int): Int {
        if (depth > 1) {
            return down(depth - 1) + 1
        }
        yieldNow()
        return 1
    }
}
