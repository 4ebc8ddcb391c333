// What praetor and the libraries that are linked into it ask glibc for, and glibc 2.28 has not: each as the manual page of
// glibc's own describes it, as far as they use it.
#include <dirent.h>
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

template <class Visit>
void for_open_descriptors(int lowest, Visit visit)
{
    DIR* const all = ::opendir("/proc/self/fd");
    if (all == nullptr)
        return;
    while (dirent const* const one = ::readdir(all)) {
        int const number = std::atoi(one->d_name);
        if (one->d_name[0] != '.' && number >= lowest && number != ::dirfd(all))
            visit(number);
    }
    ::closedir(all);
}

constexpr long second = 1'000'000'000; // in nanoseconds

// The moment of the real-time clock at which `clock` will say `until`.
timespec real_time_of(timespec const& until, clockid_t clock)
{
    timespec there{};
    timespec here{};
    ::clock_gettime(clock, &there);
    ::clock_gettime(CLOCK_REALTIME, &here);
    timespec made{here.tv_sec + until.tv_sec - there.tv_sec, here.tv_nsec + until.tv_nsec - there.tv_nsec};
    if (made.tv_nsec < 0) {
        made.tv_nsec += second;
        --made.tv_sec;
    }
    else if (made.tv_nsec >= second) {
        made.tv_nsec -= second;
        ++made.tv_sec;
    }
    made.tv_sec = std::max<time_t>(made.tv_sec, 0);
    return made;
}

struct search
{
    std::uintptr_t wanted;
    dl_find_object* found;
};

// Whether the address lies in this object, which has frames to unwind by.
int look_at(dl_phdr_info* of, std::size_t, void* with)
{
    auto const& looks = *static_cast<search const*>(with);
    auto lowest = UINTPTR_MAX;
    std::uintptr_t highest = 0;
    void* frames = nullptr;
    bool is_inside = false;
    for (int i = 0; i < of->dlpi_phnum; ++i) {
        auto const& part = of->dlpi_phdr[i];
        auto const from = of->dlpi_addr + part.p_vaddr;
        if (part.p_type == PT_GNU_EH_FRAME)
            frames = reinterpret_cast<void*>(from);
        if (part.p_type != PT_LOAD)
            continue;
        is_inside = is_inside || (looks.wanted >= from && looks.wanted < from + part.p_memsz);
        lowest = std::min(lowest, from);
        highest = std::max(highest, from + part.p_memsz);
    }
    if (!is_inside || frames == nullptr)
        return 0;
    looks.found->dlfo_map_start = reinterpret_cast<void*>(lowest);
    looks.found->dlfo_map_end = reinterpret_cast<void*>(highest);
    looks.found->dlfo_eh_frame = frames;
    return 1;
}

} // namespace

extern "C" {

// 2.32: libstdc++ counts references without atomics where it is true.
extern char __libc_single_threaded;
char __libc_single_threaded = 0;

// 2.30
pid_t gettid() noexcept
{
    return static_cast<pid_t>(::syscall(SYS_gettid));
}

// 2.36: std::random_device
std::uint32_t arc4random() noexcept
{
    std::uint32_t made = 0;
    while (::getrandom(&made, sizeof made, 0) != static_cast<ssize_t>(sizeof made)) {
    }
    return made;
}

// 2.34
void closefrom(int lowest) noexcept
{
    for_open_descriptors(lowest, [](int number) { ::close(number); });
}

// 2.34. Those that other threads open before the process is spawned are not among them: praetor opens all with O_CLOEXEC.
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t* actions, int lowest) noexcept
{
    for_open_descriptors(lowest, [&](int number) { ::posix_spawn_file_actions_addclose(actions, number); });
    return 0;
}

// 2.30: waits of std::condition_variable by the steady clock. Who waits looks at that clock again.
int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock, timespec const* until)
{
    auto const real = clock == CLOCK_REALTIME ? *until : real_time_of(*until, clock);
    return ::pthread_cond_timedwait(condition, mutex, &real);
}

// 2.35: how libgcc finds the frames of a function when an exception is thrown.
int _dl_find_object(void* wanted, dl_find_object* found) noexcept
{
    search looks{reinterpret_cast<std::uintptr_t>(wanted), found};
    *found = {};
    return ::dl_iterate_phdr(look_at, &looks) == 1 ? 0 : -1;
}
}
