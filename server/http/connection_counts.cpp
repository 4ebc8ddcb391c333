#include <server/http/connection_counts.hpp>

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace praetor::http {
namespace {

constexpr auto accepts_none = std::numeric_limits<std::uint32_t>::max();

static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

} // namespace

connection_counts::connection_counts(std::size_t slots) : descriptor_(::memfd_create("praetor", MFD_CLOEXEC))
{
    if (descriptor_ < 0 || ::ftruncate(descriptor_, static_cast<off_t>(slots * sizeof(std::uint32_t))) != 0) {
        auto const why = errno;
        ::close(descriptor_);
        throw boost::system::system_error{why, boost::system::system_category(), "memory of several processes"};
    }
    map();
    for (std::size_t slot = 0; slot < slots; ++slot)
        clear(slot);
}

connection_counts::connection_counts(shared memory) : descriptor_(memory.descriptor)
{
    map();
}

void connection_counts::map()
{
    struct stat found{};
    ::fstat(descriptor_, &found);
    auto const size = static_cast<std::size_t>(found.st_size);
    auto* const at = size > 0 ? ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0) : MAP_FAILED;
    if (at == MAP_FAILED) {
        auto const why = errno;
        ::close(descriptor_);
        throw boost::system::system_error{why, boost::system::system_category(), "memory of several processes"};
    }
    counts_ = {static_cast<std::atomic<std::uint32_t>*>(at), size / sizeof(std::uint32_t)};
}

connection_counts::~connection_counts()
{
    ::munmap(counts_.data(), counts_.size_bytes());
    ::close(descriptor_);
}

void connection_counts::set(std::size_t slot, std::size_t connections) noexcept
{
    counts_[slot].store(static_cast<std::uint32_t>(connections), std::memory_order_relaxed);
}

void connection_counts::clear(std::size_t slot) noexcept
{
    counts_[slot].store(accepts_none, std::memory_order_relaxed);
}

bool connection_counts::is_least(std::size_t slot) const noexcept
{
    auto const own = counts_[slot].load(std::memory_order_relaxed);
    return std::ranges::none_of(counts_, [own](auto const& one) { return one.load(std::memory_order_relaxed) < own; });
}

} // namespace praetor::http
