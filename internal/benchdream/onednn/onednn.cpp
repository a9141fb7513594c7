// The peer of shared/nn/kernel's BenchmarkConvolution: the same convolutions by
// oneDNN 2.x on one thread, in the layouts that it likes best, and how fast the
// processor multiplies and adds when it does nothing else.
//
//   g++ -O2 -o onednn onednn.cpp -ldnnl && OMP_NUM_THREADS=1 ./onednn [seconds]
//
// It prints a JSON line for each: {"shape":"3x3_64-64_128","gflops":190.1,"best":192.3},
// the median and the best run, with the names of the Go benchmark and "peak" for
// the last. Seconds (0.5) is
// how long each is measured. ONEDNN_MAX_CPU_ISA=AVX2 holds oneDNN, and the
// measurement of the peak, to AVX2. Both programs' figures change with what
// else the machine does: run them in turn, several times.

#include <immintrin.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <vector>

#include <dnnl.hpp>

using namespace dnnl;

struct Shape {
    const char *name;
    int size, stride, in, out, at; // the output is at × at
};

static const Shape shapes[] = {
    {"3x3_64-64_128", 3, 1, 64, 64, 128},
    {"3x3_192-192_28", 3, 1, 192, 192, 28},
    {"3x3_16-32_512", 3, 1, 16, 32, 512},
    {"3x3_32-32_512", 3, 1, 32, 32, 512},
    {"7x7s2_3-64_224", 7, 2, 3, 64, 224},
};

// measure prints the median and the best speed of f, which does flops operations.
static void measure(const char *name, double flops, double seconds, const std::function<void()> &f) {
    using clock = std::chrono::steady_clock;
    f();
    std::vector<double> took;
    for (auto begin = clock::now(), start = begin; std::chrono::duration<double>(start - begin).count() < seconds;) {
        f();
        auto end = clock::now();
        took.push_back(std::chrono::duration<double>(end - start).count());
        start = end;
    }
    std::sort(took.begin(), took.end());
    std::printf("{\"shape\":\"%s\",\"gflops\":%.1f,\"best\":%.1f}\n", name, flops / took[took.size() / 2] / 1e9, flops / took[0] / 1e9);
    std::fflush(stdout);
}

static void fill(const memory &m) {
    auto *v = static_cast<float *>(m.get_data_handle());
    for (size_t i = 0; i < m.get_desc().get_size() / sizeof(float); i++)
        v[i] = float(std::rand()) / float(RAND_MAX) - 0.5f;
}

static void convolution(const Shape &s, double seconds) {
    static engine cpu(engine::kind::cpu, 0);
    stream queue(cpu);
    const int pad = s.size / 2, width = (s.at - 1) * s.stride + s.size - 2 * pad;
    auto any = [](memory::dims d) { return memory::desc(d, memory::data_type::f32, memory::format_tag::any); };
    convolution_forward::desc d(prop_kind::forward_inference, algorithm::convolution_direct,
        any({1, s.in, width, width}), any({s.out, s.in, s.size, s.size}), any({s.out}), any({1, s.out, s.at, s.at}),
        {s.stride, s.stride}, {pad, pad}, {pad, pad});
    post_ops relu;
    relu.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
    primitive_attr attributes;
    attributes.set_post_ops(relu);
    convolution_forward::primitive_desc pd(d, attributes, cpu);
    memory src(pd.src_desc(), cpu), weights(pd.weights_desc(), cpu), bias(pd.bias_desc(), cpu), dst(pd.dst_desc(), cpu);
    for (const auto &m : {src, weights, bias}) fill(m);
    convolution_forward conv(pd);
    measure(s.name, 2.0 * s.size * s.size * s.in * s.out * s.at * s.at, seconds, [&] {
        conv.execute(queue, {{DNNL_ARG_SRC, src}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, dst}});
        queue.wait();
    });
}

// Ten sums are enough for two units with a latency of five.
constexpr int sums = 10, rounds = 100000;
static volatile float sink;

__attribute__((target("avx512f"), optimize("unroll-loops"))) static void multiply512() {
    __m512 s[sums], a = _mm512_set1_ps(0.5f), b = _mm512_set1_ps(0.25f);
    for (auto &v : s) v = a;
    for (int i = 0; i < rounds; i++) {
        for (auto &v : s) v = _mm512_fmadd_ps(v, a, b);
        asm volatile("" : "+v"(a), "+v"(b));
    }
    for (auto &v : s) sink = _mm512_cvtss_f32(v);
}

__attribute__((target("avx2,fma"), optimize("unroll-loops"))) static void multiply256() {
    __m256 s[sums], a = _mm256_set1_ps(0.5f), b = _mm256_set1_ps(0.25f);
    for (auto &v : s) v = a;
    for (int i = 0; i < rounds; i++) {
        for (auto &v : s) v = _mm256_fmadd_ps(v, a, b);
        asm volatile("" : "+x"(a), "+x"(b));
    }
    for (auto &v : s) sink = _mm256_cvtss_f32(v);
}

int main(int argc, char **argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 0.5;
    for (const auto &s : shapes) convolution(s, seconds);
    const char *limit = std::getenv("ONEDNN_MAX_CPU_ISA");
    const bool narrow = limit && std::strncmp(limit, "AVX2", 4) == 0;
    if (!narrow && __builtin_cpu_supports("avx512f"))
        measure("peak", 2.0 * 16 * sums * rounds, seconds, multiply512);
    else if (__builtin_cpu_supports("fma"))
        measure("peak", 2.0 * 8 * sums * rounds, seconds, multiply256);
}
