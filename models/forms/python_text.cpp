#include <models/forms/python_text.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/json/python_text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <fmt/format.h>

namespace praetor::models::schemas {
namespace {

namespace bj = boost::json;

void append_text(std::string& out, std::string_view text)
{
    bool const has_single = text.find('\'') != std::string_view::npos;
    char const quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
    out += quote;
    for (char const c : text) {
        auto const code = static_cast<unsigned char>(c);
        if (c == quote || c == '\\')
            (out += '\\') += c;
        else if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (code < 0x20 || code == 0x7f)
            out += fmt::format("\\x{:02x}", code);
        else
            out += c;
    }
    out += quote;
}

// Appends values, and the names of placeholders where `open` is given.
class python_writer
{
public:
    python_writer(std::string& out, placeholders const* open) : out_(out), open_(open) {}

    void value(bj::value const& value, std::string const& pointer)
    {
        if (auto const* name = placeholder_at(pointer)) {
            out_ += *name + "()";
            return;
        }
        switch (value.kind()) {
        case bj::kind::null:
            out_ += "None";
            return;
        case bj::kind::bool_:
            out_ += value.get_bool() ? "True" : "False";
            return;
        case bj::kind::int64:
            out_ += fmt::format("{}", value.get_int64());
            return;
        case bj::kind::uint64:
            out_ += fmt::format("{}", value.get_uint64());
            return;
        case bj::kind::double_:
            out_ += json::python_text(value.get_double());
            return;
        case bj::kind::string:
            if (auto const digits = json::big_integer(value); !digits.empty())
                out_ += digits;
            else
                append_text(out_, value.get_string());
            return;
        case bj::kind::array:
            array(value.get_array(), pointer);
            return;
        case bj::kind::object:
            object(value.get_object(), pointer);
            return;
        }
    }

private:
    std::string const* placeholder_at(std::string const& pointer) const
    {
        if (open_ == nullptr)
            return nullptr;
        auto const found = open_->find(pointer);
        return found == open_->end() ? nullptr : &found->second.name;
    }

    // Pointers are only needed to find placeholders.
    std::string below(std::string const& pointer, std::string_view name) const
    {
        return open_ == nullptr ? std::string{} : pointer_to(pointer, name);
    }

    void array(bj::array const& values, std::string const& pointer)
    {
        out_ += '[';
        for (std::size_t i = 0; i < values.size(); ++i) {
            out_ += i == 0 ? "" : ", ";
            value(values[i], below(pointer, std::to_string(i)));
        }
        out_ += ']';
    }

    void object(bj::object const& members, std::string const& pointer)
    {
        out_ += '{';
        char const* before = "";
        for (auto const& member : members) {
            out_ += before;
            append_text(out_, member.key());
            out_ += ": ";
            value(member.value(), below(pointer, member.key()));
            before = ", ";
        }
        out_ += '}';
    }

    std::string& out_;
    placeholders const* open_;
};

} // namespace

std::string python_repr(bj::value const& value)
{
    std::string out;
    python_writer{out, nullptr}.value(value, {});
    return out;
}

std::string python_repr(bj::value const& value, std::string const& pointer, placeholders const& open)
{
    std::string out;
    python_writer{out, &open}.value(value, pointer);
    return out;
}

std::string python_repr(std::string_view text)
{
    std::string out;
    append_text(out, text);
    return out;
}

} // namespace praetor::models::schemas
