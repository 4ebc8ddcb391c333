// The text of one JSON object, member by member, for what no struct is declared for.
#pragma once

#include <server/base/json/codec.hpp>

#include <concepts>
#include <string>
#include <string_view>

namespace praetor::json {

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
    object_writer& value(std::string_view name, T const& value)
    {
        key(name);
        write(out_, value);
        return *this;
    }

    // Text, quoted and escaped; it is UTF-8.
    object_writer& text(std::string_view name, std::string_view value)
    {
        key(name);
        write_string(out_, value);
        return *this;
    }

    // A value that is JSON already.
    object_writer& json(std::string_view name, std::string_view value)
    {
        key(name) += value;
        return *this;
    }

    // An object within: `write` is given its writer.
    template <std::invocable<object_writer&> Write>
    object_writer& object(std::string_view name, Write write)
    {
        object_writer within{key(name)};
        write(within);
        within.end();
        return *this;
    }

    // What is appended to the text next is the value of `name`.
    std::string& key(std::string_view name)
    {
        if (!first_)
            out_ += ',';
        first_ = false;
        write_string(out_, name);
        out_ += ':';
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
