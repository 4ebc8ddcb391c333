#include <server/base/json/indented_text.hpp>

#include <server/base/json/codec.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace praetor::json {
namespace {

void break_line(std::string& out, std::size_t level)
{
    out += '\n';
    out.append(level * 2, ' ');
}

void write_indented(std::string& out, boost::json::value const& value, std::size_t level)
{
    if (auto const* array = value.if_array(); array != nullptr && !array->empty()) {
        char open = '[';
        for (auto const& element : *array) {
            out += open;
            open = ',';
            break_line(out, level + 1);
            write_indented(out, element, level + 1);
        }
        break_line(out, level);
        out += ']';
    }
    else if (auto const* object = value.if_object(); object != nullptr && !object->empty()) {
        char open = '{';
        for (auto const& member : *object) {
            out += open;
            open = ',';
            break_line(out, level + 1);
            write_string(out, member.key());
            out += ": ";
            write_indented(out, member.value(), level + 1);
        }
        break_line(out, level);
        out += '}';
    }
    else
        out += json::serialize(value);
}

} // namespace

std::string indented_text(boost::json::value const& value)
{
    std::string out;
    write_indented(out, value, 0);
    return out;
}

} // namespace praetor::json
