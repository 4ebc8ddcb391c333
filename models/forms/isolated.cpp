#include <models/forms/isolated.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>

namespace praetor::models {
namespace {

[[maybe_unused]] constexpr rlim_t more_memory = 256UL << 20; // sanitizers reserve more than any limit
constexpr rlim_t max_seconds = 1;
constexpr std::size_t max_result = 16UL << 20;

// The address space that is in use already, in bytes; the limit counts it.
rlim_t used_memory()
{
    unsigned long pages = 0;
    if (auto* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%lu", &pages) != 1)
            pages = 0;
        std::fclose(file);
    }
    return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

void limit(__rlimit_resource_t what, rlim_t most)
{
    rlimit const bound{most, most};
    setrlimit(what, &bound);
}

bool write_all(int to, std::string_view text)
{
    while (!text.empty()) {
        auto const sent = write(to, text.data(), text.size());
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

[[noreturn]] void run(std::string (*work)(void const*), void const* context, int to, rlim_t memory)
{
    // What the program around does about its own end is not for this one.
    for (int const one : {SIGABRT, SIGBUS, SIGSEGV, SIGXCPU})
        std::signal(one, SIG_DFL);
    // Nobody reads the last message of a process that ends at its limit.
    if (int const nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, max_seconds);
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
    limit(RLIMIT_AS, memory + more_memory);
#else
    static_cast<void>(memory);
#endif
    bool done = false;
    try {
        done = write_all(to, work(context)) && write_all(to, "!");
    }
    catch (...) {
        done = false;
    }
    _exit(done ? 0 : 1);
}

std::string read_all(int from)
{
    std::string all;
    std::array<char, 4'096> part;
    for (;;) {
        auto const got = read(from, part.data(), part.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || all.size() > max_result)
            return all;
        all.append(part.data(), static_cast<std::size_t>(got));
    }
}

} // namespace

std::optional<std::string> isolated(std::string (*work)(void const* context), void const* context)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return std::nullopt;
    auto const memory = used_memory();
    auto const child = fork();
    if (child == 0)
        run(work, context, ends[1], memory);
    close(ends[1]);
    auto result = child < 0 ? std::string{} : read_all(ends[0]);
    close(ends[0]);
    if (child > 0)
        while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
        }
    // The mark behind the result says that it is whole.
    if (result.empty() || result.size() > max_result || result.back() != '!')
        return std::nullopt;
    result.pop_back();
    return result;
}

} // namespace praetor::models
