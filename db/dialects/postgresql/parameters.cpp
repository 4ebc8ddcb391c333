#include <db/dialects/postgresql/parameters.hpp>

#include <db/grammar.hpp>

#include <server/base/error.hpp>

#include <charconv>

namespace praetor::db::postgresql {
namespace {

// Appends the text of an argument that has none of its own, and gives its type.
struct writer
{
    std::string& out;

    Oid operator()(null) const { return 0; }
    Oid operator()(std::string const&) const { return 0; }
    Oid operator()(json_text const&) const { return 0; }
    Oid operator()(bool value) const
    {
        out += value ? 't' : 'f';
        return 16;
    }
    Oid operator()(std::int64_t value) const
    {
        out += std::to_string(value);
        return 20;
    }
    Oid operator()(double value) const
    {
        char text[32];
        auto const end = std::to_chars(text, text + sizeof text, value).ptr;
        out.append(text, end);
        return 701;
    }
    Oid operator()(uuid const& value) const
    {
        append(out, value);
        return 2950;
    }
    Oid operator()(timestamp value) const
    {
        db::grammar::of(dialect::postgresql).append_timestamp(out, value);
        return 1184;
    }
    Oid operator()(duration value) const
    {
        db::grammar::of(dialect::postgresql).append_duration(out, value);
        return 1186;
    }
};

} // namespace

parameters::parameters(std::vector<argument> const& arguments)
{
    std::vector<std::size_t> starts;
    starts.reserve(arguments.size());
    types_.reserve(arguments.size());
    values_.reserve(arguments.size());
    for (auto const& one : arguments) {
        starts.push_back(texts_.size());
        types_.push_back(std::visit(writer{texts_}, one.get()));
        texts_ += '\0';
    }
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        auto const& value = arguments[i].get();
        if (auto const* text = std::get_if<std::string>(&value)) {
            // libpq would cut the text there, and something else than what was sent would be stored.
            if (text->find('\0') != std::string::npos)
                throw error{
                    errc::unprocessable,
                    "A value of this request can not be stored or compared: PostgreSQL keeps no NUL characters"};
            values_.push_back(text->c_str());
        }
        else if (auto const* json = std::get_if<json_text>(&value))
            values_.push_back(json->text.c_str());
        else if (std::holds_alternative<null>(value))
            values_.push_back(nullptr);
        else
            values_.push_back(texts_.data() + starts[i]);
    }
}

} // namespace praetor::db::postgresql
