#include <db/echo.hpp>

#include <server/base/log.hpp>

namespace praetor::db {
namespace {

struct shown_value
{
    std::string operator()(null) const { return "NULL"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return fmt::format("{}", value); }
    std::string operator()(std::string const& value) const { return '\'' + value + '\''; }
    std::string operator()(json_text const& value) const { return '\'' + value.text + '\''; }
    std::string operator()(uuid const& value) const { return '\'' + to_string(value) + '\''; }
    std::string operator()(timestamp value) const
    {
        std::string text{"'"};
        append_iso(text, value);
        return text + '\'';
    }
    std::string operator()(duration value) const { return std::to_string(value.count()) + " us"; }
};

} // namespace

std::string shown(sql const& statement, bool with_values)
{
    std::string text = statement.text();
    if (with_values && !statement.arguments().empty()) {
        text += "  [";
        char const* part = "";
        for (auto const& one : statement.arguments()) {
            text += part + std::visit(shown_value{}, one.get());
            part = ", ";
        }
        text += ']';
    }
    else if (!statement.arguments().empty())
        text += fmt::format("  [{} values]", statement.arguments().size());
    return text;
}

void echo(sql const& statement, bool with_values)
{
    // Past the level of the log, as SQLAlchemy's engine does: who sets it wants to see it.
    log::write(log::level::info, "db", shown(statement, with_values));
}

} // namespace praetor::db
