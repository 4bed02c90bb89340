/*
 * The quorum journal: three replicas, one writer to each epoch, loss of memory. Safety only; docs/journal-protocol.md explains it.
 *
 * Messages are facts that stay: whoever may read one reads it at any later time, or never. That covers loss, delay, doubling and
 * reordering. Every candidate has asked everybody from the first. Leases are left out: safety does not rest on them (I8). Writers are
 * outside the replicas, which allows more than there is.
 *
 * EPOCHS (2, 3) candidates, LENGTH (2, 3) records, FORGETS (0..2) times a replica loses its memory while the two others have theirs.
 * NO_VECTOR, NO_MAXIMUM, NO_POINT, NO_LATEST plant a bug each.
 */
#ifndef EPOCHS
#define EPOCHS 2
#endif
#ifndef LENGTH
#define LENGTH 2
#endif
#ifndef FORGETS
#define FORGETS 1
#endif
#define N 3
#define LIVES (FORGETS + 1)

#define VOTING 0
#define AMNESIAC 1
#define LEARNING 2

/* What a replica said when it promised, or when it answered one that lost its memory. Lives are counted from 0. */
typedef Said { bit given; byte promised; byte length; byte last; byte life; byte knows[N] };

typedef Replica {
    byte voice; byte life; byte promised; byte length;
    byte log[LENGTH + 1];   /* the epoch of each record, from 1 */
    byte knows[N];          /* lives of all */
    Said answer[N]          /* to this one's Rejoin */
};

typedef Lives { Said in[LIVES] };
typedef Acks { byte in[LIVES] };

typedef Writer {
    bit open;
    byte length; byte log[LENGTH + 1]; byte stable;
    byte knows[N];          /* lives */
    byte point[N];          /* who forgot has all it acknowledged when it has the records up to here */
    Lives promise[N];
    Acks acked[N];          /* counts */
    Acks learned[N]         /* does not count */
};

Replica r[N];
Writer w[EPOCHS + 1];
byte truth[LENGTH + 1];     /* the epoch of each stable record; 0: none yet */
byte forgets;
byte k;                     /* scratch, 0 between steps */
bit same;

#define a(i) ((i + 1) % N)
#define b(i) ((i + 2) % N)

/* ---- replica i promises epoch e */
#define canSeal(e, i) (r[i].voice == VOTING && r[i].promised < e)
inline doSeal(e, i) {
    r[i].promised = e;
    w[e].promise[i].in[r[i].life].given = 1;
    w[e].promise[i].in[r[i].life].length = r[i].length;
    w[e].promise[i].in[r[i].life].last = r[i].log[r[i].length];
    for (k : 0 .. N - 1) { w[e].promise[i].in[r[i].life].knows[k] = r[i].knows[k] }
}

/* ---- the candidate of e has promises of i and, in life y, of j; it takes the log of i, which is as far, from where it still is */
#define I(e, i) w[e].promise[i].in[r[i].life]
#define J(e, j, y) w[e].promise[j].in[y]
#ifdef NO_VECTOR
#define agree(e, i, j, y) true
#else
#define agree(e, i, j, y) (r[i].life >= J(e, j, y).knows[i] && y >= I(e, i).knows[j])
#endif
#ifdef NO_LATEST
#define asFar(e, i, j, y) (I(e, i).length >= J(e, j, y).length)
#else
#define asFar(e, i, j, y) (I(e, i).last > J(e, j, y).last || (I(e, i).last == J(e, j, y).last && I(e, i).length >= J(e, j, y).length))
#endif
#define canOpen(e, i, j, y) (!w[e].open && r[i].promised == e && r[i].voice == VOTING && r[i].length < LENGTH \
    && I(e, i).given && J(e, j, y).given && r[i].life >= w[e].knows[i] && y >= w[e].knows[j] \
    && agree(e, i, j, y) && asFar(e, i, j, y))
#define max(p, q) (p > q -> p : q)
inline doOpen(e, i, j, y) {
    w[e].open = 1;
    for (k : 1 .. LENGTH) { w[e].log[k] = r[i].log[k] }
    w[e].length = r[i].length + 1;
    w[e].log[w[e].length] = e;
    for (k : 0 .. N - 1) {
        w[e].point[k] = w[e].length;
        w[e].knows[k] = max(w[e].knows[k], max(I(e, i).knows[k], J(e, j, y).knows[k]))
    }
}

/* ---- the writer of e writes */
#define canWrite(e) (w[e].open && w[e].length < LENGTH)
inline doWrite(e) {
    w[e].length++;
    w[e].log[w[e].length] = e
}

/* ---- replica i takes the first n records of the writer of e, which it has not taken before in this life */
#define canAppend(e, i, n) (w[e].open && n <= w[e].length && r[i].voice != AMNESIAC && r[i].promised <= e \
    && w[e].acked[i].in[r[i].life] < n && w[e].learned[i].in[r[i].life] < n)
inline doAppend(e, i, n) {
    r[i].promised = e;
    same = (r[i].length >= n);
    for (k : 1 .. n) { same = same && r[i].log[k] == w[e].log[k] }
    if
    :: same
    :: else ->
        for (k : 1 .. LENGTH) { r[i].log[k] = (k <= n -> w[e].log[k] : 0) }
        r[i].length = n
    fi;
    if
    :: r[i].voice == VOTING -> w[e].acked[i].in[r[i].life] = n
    :: else -> w[e].learned[i].in[r[i].life] = n
    fi
}

/* ---- the writer of e finds its record n on a majority, in lives that it does not know to be over */
#if LIVES == 1
#define has(e, i, n) (w[e].acked[i].in[0] >= n)
#elif LIVES == 2
#define has(e, i, n) ((w[e].knows[i] == 0 && w[e].acked[i].in[0] >= n) || w[e].acked[i].in[1] >= n)
#else
#define has(e, i, n) ((w[e].knows[i] == 0 && w[e].acked[i].in[0] >= n) || (w[e].knows[i] <= 1 && w[e].acked[i].in[1] >= n) \
    || w[e].acked[i].in[2] >= n)
#endif
#define own(e, n) (w[e].log[n] == e)
#define canCommit(e, n) (w[e].open && w[e].stable < n && n <= w[e].length && own(e, n) && has(e, 0, n) + has(e, 1, n) + has(e, 2, n) >= 2)
inline doCommit(e, n) {
    w[e].stable = n;
    for (k : 1 .. n) {
        assert(truth[k] == 0 || truth[k] == w[e].log[k]);
        truth[k] = w[e].log[k]
    }
}

/* ---- replica i loses its memory while the others have theirs; who is first is called 0, for they are all alike */
#define canForget(i) (forgets < FORGETS && i <= forgets && r[a(i)].voice == VOTING && r[b(i)].voice == VOTING)
inline dropAnswers(i) {
    r[i].answer[a(i)].given = 0; r[i].answer[a(i)].promised = 0; r[i].answer[a(i)].life = 0;
    r[i].answer[b(i)].given = 0; r[i].answer[b(i)].promised = 0; r[i].answer[b(i)].life = 0;
    for (k : 0 .. N - 1) { r[i].answer[a(i)].knows[k] = 0; r[i].answer[b(i)].knows[k] = 0 }
}
inline doForget(i) {
    forgets++;
    r[i].voice = AMNESIAC;
    r[i].life++;
    r[i].promised = 0;
    r[i].length = 0;
    for (k : 1 .. LENGTH) { r[i].log[k] = 0 }
    for (k : 0 .. N - 1) { r[i].knows[k] = 0 }
    r[i].knows[i] = r[i].life;
    dropAnswers(i)
}

/* ---- replica j hears of it and answers */
#define canAnswer(i, j) (r[i].voice == AMNESIAC && r[j].voice == VOTING)
inline doAnswer(i, j) {
    r[j].knows[i] = r[i].life;
    r[i].answer[j].given = 1;
    r[i].answer[j].promised = r[j].promised;
    r[i].answer[j].life = r[j].life;
    for (k : 0 .. N - 1) { r[i].answer[j].knows[k] = r[j].knows[k] }
}

/* ---- replica i has heard enough to know what it may have promised */
#define canConclude(i) (r[i].voice == AMNESIAC && r[i].answer[a(i)].given && r[i].answer[b(i)].given \
    && r[i].answer[a(i)].life >= r[i].answer[b(i)].knows[a(i)] && r[i].answer[b(i)].life >= r[i].answer[a(i)].knows[b(i)])
inline doConclude(i) {
    r[i].voice = LEARNING;
    r[i].knows[a(i)] = r[i].answer[a(i)].life;
    r[i].knows[b(i)] = r[i].answer[b(i)].life;
#ifndef NO_MAXIMUM
    r[i].promised = max(r[i].answer[a(i)].promised, r[i].answer[b(i)].promised);
#endif
    dropAnswers(i)
}

/* ---- the writer or candidate of e hears of the new life of i */
#define canHear(e, i) (w[e].knows[i] < r[i].life)
inline doHear(e, i) {
    w[e].knows[i] = r[i].life;
    w[e].point[i] = w[e].length
}

#ifdef NO_POINT
#define caughtUp(e, i) true
#else
#define caughtUp(e, i) (w[e].learned[i].in[r[i].life] >= w[e].point[i] && w[e].stable >= w[e].point[i])
#endif
#define canReadmit(e, i) (w[e].open && r[i].voice == LEARNING && r[i].promised == e && w[e].knows[i] == r[i].life && caughtUp(e, i))
inline doReadmit(e, i) {
    r[i].voice = VOTING;
    w[e].acked[i].in[r[i].life] = w[e].learned[i].in[r[i].life];
    w[e].learned[i].in[r[i].life] = 0
}

#define STEP(can, does) :: can -> d_step { does; k = 0; same = 0 }
#if LENGTH > 2
#define APPENDS(e, i) STEP(canAppend(e, i, 1), doAppend(e, i, 1)) STEP(canAppend(e, i, 2), doAppend(e, i, 2)) STEP(canAppend(e, i, 3), doAppend(e, i, 3))
#define COMMITS(e) STEP(canCommit(e, 1), doCommit(e, 1)) STEP(canCommit(e, 2), doCommit(e, 2)) STEP(canCommit(e, 3), doCommit(e, 3))
#else
#define APPENDS(e, i) STEP(canAppend(e, i, 1), doAppend(e, i, 1)) STEP(canAppend(e, i, 2), doAppend(e, i, 2))
#define COMMITS(e) STEP(canCommit(e, 1), doCommit(e, 1)) STEP(canCommit(e, 2), doCommit(e, 2))
#endif
#define OPEN(e, i, j, y) STEP(canOpen(e, i, j, y), doOpen(e, i, j, y))
#if LIVES == 1
#define OPENS(e, i, j) OPEN(e, i, j, 0)
#elif LIVES == 2
#define OPENS(e, i, j) OPEN(e, i, j, 0) OPEN(e, i, j, 1)
#else
#define OPENS(e, i, j) OPEN(e, i, j, 0) OPEN(e, i, j, 1) OPEN(e, i, j, 2)
#endif
#define BOTH(e, i) STEP(canSeal(e, i), doSeal(e, i)) APPENDS(e, i) STEP(canHear(e, i), doHear(e, i)) STEP(canReadmit(e, i), doReadmit(e, i)) \
    OPENS(e, i, a(i)) OPENS(e, i, b(i))
#define WRITER(e) BOTH(e, 0) BOTH(e, 1) BOTH(e, 2) STEP(canWrite(e), doWrite(e)) COMMITS(e)
#define REPLICA(i) STEP(canForget(i), doForget(i)) STEP(canAnswer(i, a(i)), doAnswer(i, a(i))) STEP(canAnswer(i, b(i)), doAnswer(i, b(i))) \
    STEP(canConclude(i), doConclude(i))

init {
end: do
    WRITER(1)
    WRITER(2)
#if EPOCHS > 2
    WRITER(3)
#endif
    REPLICA(0)
    REPLICA(1)
    REPLICA(2)
    od
}
