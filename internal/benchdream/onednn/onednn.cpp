// The peer of shared/nn's BenchmarkConv: the same convolutions by oneDNN 2.x on
// one thread, in the layouts that it likes best, and how fast the processor
// multiplies and adds when it does nothing else.
//
//   g++ -O2 -o onednn onednn.cpp -ldnnl && OMP_NUM_THREADS=1 ./onednn forward 3x3s1_64-64_128 0.5
//
// The first argument is what is computed (forward, data, weights, or peak), the
// second the shape as the Go benchmark names it (window, stride, channels, side of
// the input), the third for how many seconds it is measured. It prints the
// median and the best run in GFLOP a second of the thread's processor time.
// ONEDNN_MAX_CPU_ISA=AVX2 holds oneDNN, and the measurement of the peak, to AVX2.

#include <immintrin.h>
#include <sys/mman.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <dnnl.hpp>

using namespace dnnl;

struct Shape {
    int size, stride, in, out, side;
    int pad() const { return size / 2; }
    int at() const { return (side + 2 * pad() - size) / stride + 1; } // the output is at × at
    double flops() const { return 2.0 * size * size * in * out * at() * at(); }
};

static double now() {
    timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

// measure prints the median and the best speed of f, which does flops operations.
static void measure(double flops, double seconds, const std::function<void()> &f) {
    f();
    std::vector<double> took;
    for (double begin = now(), start = begin; start - begin < seconds;) {
        f();
        double end = now();
        took.push_back(end - start);
        start = end;
    }
    std::sort(took.begin(), took.end());
    std::printf("%.2f %.2f\n", flops / took[took.size() / 2] / 1e9, flops / took[0] / 1e9);
}

// Buffers are of random values, one for each description, in large pages as the
// engine's plans are. They live as long as the program.
struct Buffers {
    engine cpu{engine::kind::cpu, 0};
    memory operator()(const memory::desc &d) const {
        constexpr size_t page = 2 << 20;
        const size_t size = (d.get_size() + page - 1) / page * page;
        auto *v = static_cast<float *>(std::aligned_alloc(page, size));
        if (!v) std::abort();
        madvise(v, size, MADV_HUGEPAGE);
        memory m(d, cpu, v);
        for (size_t i = 0; i < d.get_size() / sizeof(float); i++) v[i] = float(std::rand()) / float(RAND_MAX) - 0.5f;
        return m;
    }
};

static int convolution(const std::string &pass, const Shape &s, double seconds) {
    const Buffers make;
    stream queue(make.cpu);
    auto any = [](memory::dims d) { return memory::desc(d, memory::data_type::f32, memory::format_tag::any); };
    const auto x = any({1, s.in, s.side, s.side}), w = any({s.out, s.in, s.size, s.size}), y = any({1, s.out, s.at(), s.at()});
    const memory::dims stride{s.stride, s.stride}, pad{s.pad(), s.pad()},
        end{(s.at() - 1) * s.stride + s.size - s.side - s.pad(), (s.at() - 1) * s.stride + s.size - s.side - s.pad()};
    const auto direct = algorithm::convolution_direct;
    post_ops relu;
    relu.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
    primitive_attr rectified;
    rectified.set_post_ops(relu);
    const bool train = pass != "forward";
    const convolution_forward::primitive_desc forward(
        {train ? prop_kind::forward_training : prop_kind::forward_inference, direct, x, w, any({s.out}), y, stride, pad, end},
        train ? primitive_attr() : rectified, make.cpu);
    primitive run;
    std::unordered_map<int, memory> operands;
    if (pass == "forward") {
        run = convolution_forward(forward);
        operands = {{DNNL_ARG_SRC, make(forward.src_desc())}, {DNNL_ARG_WEIGHTS, make(forward.weights_desc())},
            {DNNL_ARG_BIAS, make(forward.bias_desc())}, {DNNL_ARG_DST, make(forward.dst_desc())}};
    } else if (pass == "data") {
        const convolution_backward_data::primitive_desc d({direct, x, w, y, stride, pad, end}, make.cpu, forward);
        run = convolution_backward_data(d);
        operands = {{DNNL_ARG_DIFF_SRC, make(d.diff_src_desc())}, {DNNL_ARG_WEIGHTS, make(d.weights_desc())},
            {DNNL_ARG_DIFF_DST, make(d.diff_dst_desc())}};
    } else if (pass == "weights") {
        const convolution_backward_weights::primitive_desc d({direct, x, w, y, stride, pad, end}, make.cpu, forward);
        run = convolution_backward_weights(d);
        operands = {{DNNL_ARG_SRC, make(d.src_desc())}, {DNNL_ARG_DIFF_WEIGHTS, make(d.diff_weights_desc())},
            {DNNL_ARG_DIFF_DST, make(d.diff_dst_desc())}};
    } else {
        return 2;
    }
    measure(s.flops(), seconds, [&] {
        run.execute(queue, operands);
        queue.wait();
    });
    return 0;
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

static int peak(double seconds) {
    const char *limit = std::getenv("ONEDNN_MAX_CPU_ISA");
    const bool narrow = limit && std::strncmp(limit, "AVX2", 4) == 0;
    if (!narrow && __builtin_cpu_supports("avx512f"))
        measure(2.0 * 16 * sums * rounds, seconds, multiply512);
    else if (__builtin_cpu_supports("fma"))
        measure(2.0 * 8 * sums * rounds, seconds, multiply256);
    else
        return 1;
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    const double seconds = std::atof(argv[3]);
    if (!std::strcmp(argv[1], "peak")) return peak(seconds);
    Shape s;
    int across;
    if (std::sscanf(argv[2], "%dx%ds%d_%d-%d_%d", &s.size, &across, &s.stride, &s.in, &s.out, &s.side) != 6 || across != s.size) return 2;
    return convolution(argv[1], s, seconds);
}
