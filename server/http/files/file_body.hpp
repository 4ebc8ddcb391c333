// An open file as the body of a response.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace praetor::http {

// A part of a file, or all of it, read piece by piece while it is sent. Owns the descriptor. Used by one thread at a
// time.
class file_body
{
public:
    // Takes `descriptor` and closes it in the end. The part begins `offset` bytes from the start.
    file_body(int descriptor, std::uint64_t offset, std::uint64_t size) noexcept
        : descriptor_(descriptor), offset_(offset), left_(size)
    {}
    file_body(file_body&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), offset_(other.offset_), left_(other.left_)
    {}
    file_body& operator=(file_body&& other) noexcept
    {
        std::swap(descriptor_, other.descriptor_);
        std::swap(offset_, other.offset_);
        std::swap(left_, other.left_);
        return *this;
    }
    ~file_body();

    // Bytes that are still to be read.
    std::uint64_t left() const noexcept { return left_; }

    // Makes it another part of the same file.
    void narrow(std::uint64_t offset, std::uint64_t size) noexcept
    {
        offset_ = offset;
        left_ = size;
    }

    // Reads the next bytes, at most as many as `into` holds and as are left; blocks for as long as the disk takes. 0
    // where nothing is left, or the file has become shorter or can not be read: left() tells which.
    std::size_t read(std::span<char> into) noexcept;

private:
    int descriptor_;
    std::uint64_t offset_;
    std::uint64_t left_;
};

} // namespace praetor::http
