// The few forms of Protocol Buffers that OTLP's traces need: https://protobuf.dev/programming-guides/encoding.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace praetor::tracing {

// Seven bits a byte, the lowest first.
inline void append_varint(std::string& out, std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
}

// A message in the making: each call appends one field to a text that outlives it.
class protobuf_writer
{
public:
    explicit protobuf_writer(std::string& out) : out_(out) {}

    // Numbers: as many bytes as it takes, four, or eight (Protocol Buffers, "Encoding").
    void varint(unsigned field, std::uint64_t value)
    {
        append_varint(out_, field << 3);
        append_varint(out_, value);
    }
    void fixed32(unsigned field, std::uint32_t value) { fixed(field << 3 | 5, value, 4); }
    void fixed64(unsigned field, std::uint64_t value) { fixed(field << 3 | 1, value, 8); }

    // Text, or bytes.
    void bytes(unsigned field, std::string_view value)
    {
        append_varint(out_, field << 3 | 2);
        append_varint(out_, value.size());
        out_ += value;
    }

    // A message within: `write` is given its writer. It is written behind its length, so it is moved once where that
    // takes more than a byte.
    template <class Write>
    void message(unsigned field, Write write)
    {
        append_varint(out_, field << 3 | 2);
        auto const at = out_.size();
        out_ += '\0';
        protobuf_writer within{out_};
        write(within);
        auto const size = out_.size() - at - 1;
        std::string length;
        append_varint(length, size);
        out_.replace(at, 1, length);
    }

private:
    void fixed(unsigned tag, std::uint64_t value, int size)
    {
        append_varint(out_, tag);
        for (int i = 0; i < size; ++i, value >>= 8)
            out_ += static_cast<char>(value & 0xff);
    }

    std::string& out_;
};

} // namespace praetor::tracing
