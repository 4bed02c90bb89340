/*
 * The quorum journal: three replicas, one writer to each epoch, loss of memory. Safety only; docs/journal-protocol.md explains it.
 *
 * Messages are facts that stay: whoever may read one reads it at any time later, or never. That covers loss, delay, doubling and
 * reordering. Leases are left out: safety does not rest on them (I8). Writers are outside the replicas, which allows more than there is.
 *
 * EPOCHS writers, in any order; LENGTH records; FORGETS replicas lose their memory, one at a time or as long as two others remember.
 * NO_VECTOR, NO_MAXIMUM, NO_POINT, NO_OWN_EPOCH, NO_CONSISTENCY plant a bug each.
 */
#ifndef EPOCHS
#define EPOCHS 2
#endif
#ifndef LENGTH
#define LENGTH 3
#endif
#ifndef FORGETS
#define FORGETS 1
#endif
#define N 3
#define E (EPOCHS + 1)
#define L (LENGTH + 1)
#define LIVES (FORGETS + 1)

#define VOTING 0
#define AMNESIAC 1
#define LEARNING 2

/* What a replica said when it promised, or to one that lost its memory. lives are counted from 0. */
typedef Said { bit given; byte promised; byte length; byte last; byte life; byte knows[N] };

typedef Replica {
    byte voice; byte life; byte promised; byte length;
    byte log[L];            /* the epoch of each record, from 1 */
    byte knows[N];          /* lives of the others */
    Said answer[N]          /* to this one's Rejoin */
};

typedef PerLife { byte upTo[LIVES] };

typedef Writer {
    bit asked; bit open;
    byte length; byte log[L]; byte stable;
    byte knows[N];          /* lives */
    byte point[N];          /* readmitted at */
    Said promise[N * LIVES];
    PerLife acked[N];       /* counts */
    PerLife learned[N]      /* does not */
};

Replica r[N];
Writer w[E];
byte truth[L];              /* the epoch of each stable record; 0: none yet */
byte forgets;

/* scratch, always 0 between steps */
byte i, j, k, e, n, x, y, c;
bool ok;

#define other1(a) ((a + 1) % N)
#define other2(a) ((a + 2) % N)

inline pickEpoch() { if :: e = 1 :: e = 2
#if EPOCHS > 2
    :: e = 3
#endif
    fi }
inline pickReplica(a) { if :: a = 0 :: a = 1 :: a = 2 fi }
inline pickLife(a) { if :: a = 0
#if LIVES > 1
    :: a = 1
#endif
#if LIVES > 2
    :: a = 2
#endif
    fi }
inline clear() { i = 0; j = 0; k = 0; e = 0; n = 0; x = 0; y = 0; c = 0; ok = 0 }

/* A candidate asks all for epoch e. */
inline do_ask() {
    pickEpoch();
    if :: !w[e].asked -> w[e].asked = 1 :: else fi
}

/* Replica i promises epoch e. */
inline do_seal() {
    pickEpoch(); pickReplica(i);
    if
    :: w[e].asked && r[i].voice == VOTING && r[i].promised < e ->
        r[i].promised = e;
        k = i * LIVES + r[i].life;
        w[e].promise[k].given = 1;
        w[e].promise[k].length = r[i].length;
        w[e].promise[k].last = r[i].log[r[i].length];
        w[e].promise[k].life = r[i].life;
        for (n : 0 .. N - 1) { w[e].promise[k].knows[n] = r[i].knows[n] }
    :: else
    fi
}

/* The candidate of e has promises of replicas i and j in lives x and y; it takes the log of i, which is at least as far. */
inline do_open() {
    pickEpoch(); pickReplica(i); pickReplica(j); pickLife(x); pickLife(y);
    if
    :: i != j && w[e].asked && !w[e].open && w[e].promise[i * LIVES + x].given && w[e].promise[j * LIVES + y].given ->
        ok = (x >= w[e].knows[i] && y >= w[e].knows[j]);
#ifndef NO_VECTOR
        ok = ok && x >= w[e].promise[j * LIVES + y].knows[i] && y >= w[e].promise[i * LIVES + x].knows[j];
#endif
        /* the tail can only be read where it still is */
        ok = ok && r[i].life == x && r[i].promised == e && r[i].voice == VOTING;
        ok = ok && (w[e].promise[i * LIVES + x].last > w[e].promise[j * LIVES + y].last
            || (w[e].promise[i * LIVES + x].last == w[e].promise[j * LIVES + y].last
                && w[e].promise[i * LIVES + x].length >= w[e].promise[j * LIVES + y].length));
        ok = ok && r[i].length < LENGTH;
        if
        :: ok ->
            w[e].open = 1;
            for (n : 1 .. LENGTH) {
                if :: n <= r[i].length -> w[e].log[n] = r[i].log[n] :: else fi
            }
            w[e].length = r[i].length + 1;
            w[e].log[w[e].length] = e;
            for (n : 0 .. N - 1) {
                w[e].point[n] = w[e].length;
                if :: w[e].knows[n] < w[e].promise[i * LIVES + x].knows[n] -> w[e].knows[n] = w[e].promise[i * LIVES + x].knows[n] :: else fi;
                if :: w[e].knows[n] < w[e].promise[j * LIVES + y].knows[n] -> w[e].knows[n] = w[e].promise[j * LIVES + y].knows[n] :: else fi
            }
        :: else
        fi
    :: else
    fi
}

inline do_write() {
    pickEpoch();
    if
    :: w[e].open && w[e].length < LENGTH ->
        w[e].length++;
        w[e].log[w[e].length] = e
    :: else
    fi
}

/* Replica i takes the first n records of the writer of e. */
inline do_append() {
    pickEpoch(); pickReplica(i);
    if :: n = 1 :: n = 2
#if LENGTH > 2
       :: n = 3
#endif
#if LENGTH > 3
       :: n = 4
#endif
    fi;
    if
    :: w[e].open && n <= w[e].length && r[i].voice != AMNESIAC && r[i].promised <= e ->
        r[i].promised = e;
        ok = (r[i].length >= n);
        for (k : 1 .. n) {
            if :: r[i].log[k] != w[e].log[k] -> ok = 0 :: else fi
        }
        if
        :: !ok ->
            for (k : 1 .. LENGTH) {
                if :: k <= n -> r[i].log[k] = w[e].log[k] :: else -> r[i].log[k] = 0 fi
            }
            r[i].length = n
        :: else
        fi;
        if
        :: r[i].voice == VOTING && w[e].acked[i].upTo[r[i].life] < n -> w[e].acked[i].upTo[r[i].life] = n
        :: r[i].voice == LEARNING && w[e].learned[i].upTo[r[i].life] < n -> w[e].learned[i].upTo[r[i].life] = n
        :: else
        fi
    :: else
    fi
}

/* The writer of e finds its record n on a majority. */
inline do_commit() {
    pickEpoch();
    if
    :: w[e].open && w[e].stable < w[e].length ->
        n = w[e].stable + 1;
        if :: n = w[e].length :: skip fi;
        for (i : 0 .. N - 1) {
            ok = 0;
            for (k : 0 .. LIVES - 1) {
                if :: k >= w[e].knows[i] && w[e].acked[i].upTo[k] >= n -> ok = 1 :: else fi
            }
            c = c + ok
        }
        ok = (c >= 2);
#ifndef NO_OWN_EPOCH
        ok = ok && w[e].log[n] == e;
#endif
        if
        :: ok ->
            w[e].stable = n;
            for (k : 1 .. n) {
                assert(truth[k] == 0 || truth[k] == w[e].log[k]);
                truth[k] = w[e].log[k]
            }
        :: else
        fi
    :: else
    fi
}

/* Replica i loses its memory, while the others remember. */
inline do_forget() {
    pickReplica(i);
    if
    :: forgets < FORGETS && r[other1(i)].voice == VOTING && r[other2(i)].voice == VOTING ->
        forgets++;
        r[i].voice = AMNESIAC;
        r[i].life++;
        r[i].promised = 0;
        r[i].length = 0;
        for (k : 1 .. LENGTH) { r[i].log[k] = 0 }
        for (k : 0 .. N - 1) {
            r[i].knows[k] = 0;
            r[i].answer[k].given = 0;
            r[i].answer[k].promised = 0;
            r[i].answer[k].life = 0;
            for (n : 0 .. N - 1) { r[i].answer[k].knows[n] = 0 }
        }
        r[i].knows[i] = r[i].life
    :: else
    fi
}

/* Replica j hears the Rejoin of i and answers. */
inline do_answer() {
    pickReplica(i); pickReplica(j);
    if
    :: i != j && r[i].voice == AMNESIAC && r[j].voice == VOTING ->
        r[j].knows[i] = r[i].life;
        r[i].answer[j].given = 1;
        r[i].answer[j].promised = r[j].promised;
        r[i].answer[j].life = r[j].life;
        for (n : 0 .. N - 1) { r[i].answer[j].knows[n] = r[j].knows[n] }
    :: else
    fi
}

/* Replica i has heard enough to know what it may have promised. */
inline do_conclude() {
    pickReplica(i);
    x = other1(i); y = other2(i);
    if
    :: r[i].voice == AMNESIAC && r[i].answer[x].given && r[i].answer[y].given ->
        ok = 1;
#ifndef NO_CONSISTENCY
        ok = (r[i].answer[x].life >= r[i].answer[y].knows[x] && r[i].answer[y].life >= r[i].answer[x].knows[y]);
#endif
        if
        :: ok ->
            r[i].voice = LEARNING;
            r[i].knows[x] = r[i].answer[x].life;
            r[i].knows[y] = r[i].answer[y].life;
#ifndef NO_MAXIMUM
            r[i].promised = (r[i].answer[x].promised > r[i].answer[y].promised -> r[i].answer[x].promised : r[i].answer[y].promised);
#endif
            for (k : 0 .. N - 1) {
                r[i].answer[k].given = 0;
                r[i].answer[k].promised = 0;
                r[i].answer[k].life = 0;
                for (n : 0 .. N - 1) { r[i].answer[k].knows[n] = 0 }
            }
        :: else
        fi
    :: else
    fi
}

/* The writer of e hears of the new life of i. */
inline do_hear() {
    pickEpoch(); pickReplica(i);
    if
    :: w[e].asked && w[e].knows[i] < r[i].life ->
        w[e].knows[i] = r[i].life;
        w[e].point[i] = w[e].length
    :: else
    fi
}

inline do_readmit() {
    pickEpoch(); pickReplica(i);
    if
    :: w[e].open && r[i].voice == LEARNING && r[i].promised == e && w[e].knows[i] == r[i].life ->
#ifdef NO_POINT
        ok = 1;
#else
        ok = (w[e].learned[i].upTo[r[i].life] >= w[e].point[i] && w[e].stable >= w[e].point[i]);
#endif
        if
        :: ok ->
            r[i].voice = VOTING;
            w[e].acked[i].upTo[r[i].life] = w[e].learned[i].upTo[r[i].life]
        :: else
        fi
    :: else
    fi
}

init {
    do
    :: atomic { do_ask(); clear() }
    :: atomic { do_seal(); clear() }
    :: atomic { do_open(); clear() }
    :: atomic { do_write(); clear() }
    :: atomic { do_append(); clear() }
    :: atomic { do_commit(); clear() }
    :: atomic { do_forget(); clear() }
    :: atomic { do_answer(); clear() }
    :: atomic { do_conclude(); clear() }
    :: atomic { do_hear(); clear() }
    :: atomic { do_readmit(); clear() }
    od
}
