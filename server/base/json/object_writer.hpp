// The text of one JSON object, member by member, for what no struct is declared for.
#pragma once

#include <server/base/json/codec.hpp>
#include <server/base/json/written_name.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace praetor::json {
namespace detail {

// A name as a template's argument.
template <std::size_t Size>
struct name_literal
{
    std::array<char, Size + 3> text; // written_name()

    consteval name_literal(char const (&name)[Size]) : text(written_name<Size - 1>({name, Size - 1})) {}
    constexpr std::string_view written() const { return {text.data(), text.size()}; }
};

} // namespace detail

// The name of a member: UTF-8 that outlives it, or "name"_key.
class member_name
{
public:
    member_name(char const* text) : text_(text) {}
    member_name(std::string_view text) : text_(text) {}
    member_name(std::string const& text) : text_(text) {}

    // Appends it with its colon, behind a comma where it is not the first.
    void append_to(std::string& out, bool is_first) const
    {
        if (is_written_) {
            out.append(text_.substr(is_first ? 1 : 0));
            return;
        }
        if (!is_first)
            out += ',';
        write_string(out, text_);
        out += ':';
    }

private:
    template <detail::name_literal Name>
    friend consteval member_name operator""_key();

    constexpr member_name(std::string_view text, bool is_written) : text_(text), is_written_(is_written) {}

    std::string_view text_; // ,"name": where it is written already
    bool is_written_ = false;
};

// A name that is appended in one piece, made when it compiles: for what is written once for each of many.
template <detail::name_literal Name>
consteval member_name operator""_key()
{
    return member_name{Name.written(), true};
}

// Appends to a text that outlives it: an opening brace when it is made, the closing one with end(). Names are not
// looked at twice: whoever writes one twice has two.
class object_writer
{
public:
    explicit object_writer(std::string& out) : out_(out) { out_ += '{'; }
    object_writer(object_writer const&) = delete;
    object_writer& operator=(object_writer const&) = delete;

    // A value that has a codec.
    template <class T>
    object_writer& value(member_name name, T const& value)
    {
        key(name);
        write(out_, value);
        return *this;
    }

    // Text, quoted and escaped; it is UTF-8.
    object_writer& text(member_name name, std::string_view value)
    {
        key(name);
        write_string(out_, value);
        return *this;
    }

    // A value that is JSON already.
    object_writer& json(member_name name, std::string_view value)
    {
        key(name) += value;
        return *this;
    }

    // An object within: `write` is given its writer.
    template <std::invocable<object_writer&> Write>
    object_writer& object(member_name name, Write write)
    {
        object_writer within{key(name)};
        write(within);
        within.end();
        return *this;
    }

    // What is appended to the text next is the value of `name`.
    std::string& key(member_name name)
    {
        name.append_to(out_, std::exchange(first_, false));
        return out_;
    }

    // Nothing may be written afterwards.
    void end() { out_ += '}'; }

private:
    std::string& out_;
    bool first_ = true;
};

// The text of an object: `write` is given its writer.
template <std::invocable<object_writer&> Write>
std::string object_text(Write write)
{
    std::string out;
    object_writer object{out};
    write(object);
    object.end();
    return out;
}

// [a,b,…]: `write` appends each to the text.
template <class List, class Write>
void write_list(std::string& out, List const& list, Write write)
{
    out += '[';
    bool first = true;
    for (auto const& one : list) {
        if (!first)
            out += ',';
        first = false;
        write(out, one);
    }
    out += ']';
}

} // namespace praetor::json
