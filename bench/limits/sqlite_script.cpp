#include <bench/limits/sqlite_script.hpp>
#include <server/base/error.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <fmt/format.h>

namespace praetor::bench {
namespace {

[[noreturn]] void refuse(sqlite3* db, std::string const& what)
{
    throw error{errc::database, fmt::format("{}: {}", what, sqlite3_errmsg(db))};
}

} // namespace

sqlite_script::sqlite_script(sqlite3* db, std::string const& text, std::map<std::string, std::string> set)
    : db_{db}, values_{std::move(set)}
{
    char const* rest = text.c_str();
    while (*rest != '\0') {
        sqlite3_stmt* made = nullptr;
        if (sqlite3_prepare_v3(db_, rest, -1, SQLITE_PREPARE_PERSISTENT, &made, &rest) != SQLITE_OK)
            refuse(db_, rest);
        if (made == nullptr) // blanks or a comment
            continue;
        statements_.emplace_back(made);
        for (int i = 1; i <= sqlite3_bind_parameter_count(made); ++i) {
            std::string const name{sqlite3_bind_parameter_name(made, i) + 1};
            if (name.starts_with("new_") || name.starts_with("next_") || name == "now")
                values_[name];
            else if (!values_.contains(name))
                throw error{errc::database, fmt::format("the script needs a value for :{}", name)};
        }
    }
}

void sqlite_script::bind(sqlite3_stmt* to)
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(to); ++i) {
        auto const& value = values_.at(sqlite3_bind_parameter_name(to, i) + 1);
        sqlite3_bind_text(to, i, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    }
}

void sqlite_script::run()
{
    for (auto& [name, value] : values_) {
        if (name.starts_with("new_"))
            value = to_string(uuid::random());
        else if (name.starts_with("next_"))
            value = to_string(uuid::ordered());
    }
    auto const time = values_.find("now");
    for (auto const& each : statements_) {
        if (time != values_.end()) {
            time->second.clear();
            append_iso(time->second, praetor::now());
        }
        bind(each.get());
        int result = sqlite3_step(each.get());
        for (; result == SQLITE_ROW; result = sqlite3_step(each.get())) {
            for (int column = 0; column < sqlite3_column_count(each.get()); ++column)
                sqlite3_column_text(each.get(), column);
        }
        sqlite3_reset(each.get());
        if (result != SQLITE_DONE)
            refuse(db_, sqlite3_sql(each.get()));
    }
}

} // namespace praetor::bench
