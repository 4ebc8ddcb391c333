#include <tests/support/table_content.hpp>

#include <tests/support/await.hpp>

#include <db/database.hpp>
#include <db/schema/migrate.hpp>

#include <boost/json.hpp>

#include <algorithm>

namespace praetor::tests {
namespace {

void append_json(std::string& out, boost::json::value const& value)
{
    if (auto const* object = value.if_object()) {
        std::map<std::string, boost::json::value const*> sorted;
        for (auto const& member : *object)
            sorted.emplace(member.key(), &member.value());
        out += '{';
        for (auto const& [key, member] : sorted) {
            out += key + ':';
            append_json(out, *member);
            out += ',';
        }
        out += '}';
        return;
    }
    if (auto const* array = value.if_array()) {
        out += '[';
        for (auto const& element : *array) {
            append_json(out, element);
            out += ',';
        }
        out += ']';
        return;
    }
    out += boost::json::serialize(value);
}

struct words
{
    std::string& out;
    bool json;

    void operator()(std::monostate) const { out += "NULL"; }
    void operator()(std::int64_t value) const { out += std::to_string(value); }
    void operator()(double value) const { out += std::to_string(value); }
    void operator()(std::string_view value) const
    {
        if (json)
            append_json(out, boost::json::parse(value));
        else
            out += value;
    }
    void operator()(uuid const& value) const { append(out, value); }
    void operator()(timestamp value) const { append_iso(out, value); }
    void operator()(duration value) const { out += std::to_string(value.count()); }
};

} // namespace

std::map<std::string, std::multiset<std::string>> content_of(db::options const& where)
{
    std::map<std::string, std::multiset<std::string>> all;
    auto const session = db::bulk::open_session(where);
    session->begin_reading();
    for (auto const& table : db::bulk::tables()) {
        auto& rows = all[std::string{table.name}];
        session->read(table, [&](std::span<db::cell const> row) {
            std::string text;
            for (std::size_t i = 0; i < row.size(); ++i) {
                auto const type = table.columns[i].type;
                bool const json = type == db::schema::column_type::json || type == db::schema::column_type::jsonb;
                text += '|';
                std::visit(words{text, json}, row[i]);
            }
            rows.insert(std::move(text));
        });
    }
    return all;
}

void migrate(db::options const& where)
{
    boost::asio::io_context context;
    auto const store = db::open(context.get_executor(), where);
    await(context, db::upgrade(*store));
    await(context, store->close());
}

} // namespace praetor::tests
