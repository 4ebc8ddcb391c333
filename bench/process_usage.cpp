#include <bench/process_usage.hpp>

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace praetor::bench {
namespace {

struct process
{
    pid_t parent = 0;
    usage used; // processor time: of the children it has waited for
};

// /proc/<pid>/stat: the name may hold blanks and brackets, so the fields are counted from the last bracket.
std::optional<process> read_process(std::filesystem::path const& folder)
{
    std::ifstream file{folder / "stat"};
    std::string line;
    if (!std::getline(file, line))
        return std::nullopt;
    auto const bracket = line.rfind(')');
    if (bracket == std::string::npos)
        return std::nullopt;
    std::istringstream rest{line.substr(bracket + 1)};
    std::vector<std::string> fields{std::istream_iterator<std::string>{rest}, {}};
    if (fields.size() < 22)
        return std::nullopt;
    // state ppid pgrp session tty tpgid flags minflt cminflt majflt cmajflt utime stime cutime cstime … rss
    // (21)
    auto const of_children = std::stoll(fields[13]) + std::stoll(fields[14]);
    process found;
    found.parent = static_cast<pid_t>(std::stol(fields[1]));
    found.used.processor = std::chrono::microseconds{of_children * 1'000'000 / ::sysconf(_SC_CLK_TCK)};
    found.used.resident =
        static_cast<std::size_t>(std::stoull(fields[21])) * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return found;
}

// To the nanosecond, where /proc counts in hundredths of a second.
std::chrono::microseconds time_of(pid_t pid)
{
    clockid_t clock{};
    timespec spent{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &spent) != 0)
        return {};
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::seconds{spent.tv_sec} +
                                                                 std::chrono::nanoseconds{spent.tv_nsec});
}

std::map<pid_t, process> read_processes()
{
    std::map<pid_t, process> all;
    for (auto const& entry : std::filesystem::directory_iterator{"/proc"}) {
        auto const name = entry.path().filename().string();
        pid_t pid = 0;
        auto const parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (parsed.ec != std::errc{} || parsed.ptr != name.data() + name.size())
            continue;
        if (auto const found = read_process(entry.path()))
            all.emplace(pid, *found);
    }
    return all;
}

std::chrono::microseconds of(timeval const& time)
{
    return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
}

} // namespace

usage usage_of_tree(pid_t root)
{
    auto const all = read_processes();
    usage sum;
    std::vector<pid_t> tree{root};
    for (std::size_t at = 0; at < tree.size(); ++at) {
        auto const found = all.find(tree[at]);
        if (found == all.end())
            continue;
        sum.processor += time_of(tree[at]) + found->second.used.processor;
        sum.resident += found->second.used.resident;
        for (auto const& [pid, candidate] : all) {
            if (candidate.parent == tree[at])
                tree.push_back(pid);
        }
    }
    return sum;
}

std::chrono::microseconds own_processor_time()
{
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return of(used.ru_utime) + of(used.ru_stime);
}

} // namespace praetor::bench
