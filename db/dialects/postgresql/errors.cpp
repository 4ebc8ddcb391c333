#include <db/dialects/postgresql/errors.hpp>

#include <server/base/error.hpp>

#include <string>

namespace praetor::db::postgresql {
namespace {

errc code_of(std::string_view state)
{
    if (state.starts_with("23"))
        return errc::integrity;
    // Class 22, data exceptions: a value that no column can hold, such as bytes that are no UTF-8, or a number too
    // large. Class 54, limits of the server: too many columns or too deep an expression.
    if (state.starts_with("22") || state.starts_with("54"))
        return errc::unprocessable;
    if (state == "57014") // statement_timeout, or PQcancel
        return errc::timeout;
    // serialization failure, deadlock, lost or refused connection, too many of them, shutdown, read-only after failover
    if (state.starts_with("40") || state.starts_with("08") || state.starts_with("53") || state.starts_with("57P") ||
        state == "25006" || state == "55P03")
        return errc::unavailable;
    // A statement prepared before the tables changed.
    if (state == "0A000" || state == "26000")
        return errc::unavailable;
    return errc::database;
}

// In one line; libpq's hints stand on lines of their own.
std::string trimmed(char const* text)
{
    std::string message;
    for (; text != nullptr && *text != '\0'; ++text) {
        bool const space = *text == '\n' || *text == '\t' || *text == ' ';
        if (!space)
            message += *text;
        else if (!message.empty() && message.back() != ' ')
            message += ' ';
    }
    while (message.ends_with(' '))
        message.pop_back();
    return message;
}

} // namespace

std::exception_ptr error_of(PGresult const* result, std::string_view statement)
{
    char const* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    auto const code = code_of(state != nullptr ? state : "08006");
    if (code == errc::unprocessable)
        return std::make_exception_ptr(error{code, "A value of this request can not be stored or compared: " +
                                                       trimmed(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY))});
    std::string text = "PostgreSQL: " + trimmed(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    if (state != nullptr && std::string_view{state} == "3F000")
        text += "; is a schema of the search path there, and may this role use it?";
    if (state != nullptr)
        text += " [" + std::string{state} + "]";
    text += " (" + std::string{statement.substr(0, 400)} + ")";
    return std::make_exception_ptr(error{code, text});
}

void throw_lost(PGconn const* connection)
{
    throw error{errc::unavailable, "PostgreSQL: " + trimmed(PQerrorMessage(connection))};
}

} // namespace praetor::db::postgresql
