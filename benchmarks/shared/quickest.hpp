// Timing, for programs that call libtorch straight.
#pragma once

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <limits>

inline double elapsed(long calls, const std::function<void()> &call) {
    const auto start = std::chrono::steady_clock::now();
    for (long i = 0; i < calls; ++i)
        call();
    return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
}

// Prints the nanoseconds of a call, as the quickest of many samples that are short beside a turn on the processor.
inline void quickest(const char *who, const char *name, const std::function<void()> &call) {
    const double second = 1e9;
    double spent = 0;
    while (spent < second / 4)
        spent += elapsed(1, call);
    long calls = 1;
    while (elapsed(calls, call) < 300e3)
        calls *= 2;
    double best = std::numeric_limits<double>::infinity();
    for (spent = 0; spent < 2 * second;) {
        const double sample = elapsed(calls, call);
        spent += sample;
        best = std::min(best, sample);
    }
    std::printf("time\t%s\t%s\t%f\n", who, name, best / calls);
}

// As in a function that any thread may call: like the core, it says each time that no gradients are wanted.
inline void direct(const char *name, const std::function<void()> &call) {
    quickest("direct", name, [&] {
        c10::InferenceMode inference;
        call();
    });
}
