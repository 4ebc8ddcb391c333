#include <server/http/files/file_body.hpp>

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace praetor::http {

file_body::~file_body()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

std::size_t file_body::read(std::span<char> into) noexcept
{
    auto const wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_));
    ssize_t size = -1;
    do
        size = ::pread(descriptor_, into.data(), wanted, static_cast<off_t>(offset_));
    while (size < 0 && errno == EINTR);
    if (size <= 0)
        return 0;
    offset_ += static_cast<std::uint64_t>(size);
    left_ -= static_cast<std::uint64_t>(size);
    return static_cast<std::size_t>(size);
}

} // namespace praetor::http
