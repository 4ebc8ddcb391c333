// What tests of blocks ask first.
#pragma once

#include <tests/api/requests.hpp>

namespace praetor::tests {

// The settings of a server that has no block types of its own, and a known key.
inline settings_list without_blocks()
{
    return {{"PREFECT_SERVER_REGISTER_BLOCKS_ON_START", "false"},
            {"PREFECT_SERVER_ENCRYPTION_KEY", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="}};
}

inline std::string make_block_type(test_server const& server, std::string const& slug)
{
    return text_of(server.post("/block_types/", R"({"name":")" + slug + R"(","slug":")" + slug + "\"}").json(), "id");
}

// The reply to a schema of these fields.
inline boost::json::value make_block_schema(test_server const& server, std::string const& type_id,
                                            std::string const& fields, std::string const& more = {})
{
    return server.post("/block_schemas/", R"({"block_type_id":")" + type_id + R"(","fields":)" + fields + more + '}')
        .json();
}

// A type with one schema, and documents of them.
struct block_kind
{
    std::string type_id;
    std::string schema_id;

    block_kind(test_server const& server, std::string const& slug, std::string const& fields = "{}",
               std::string const& more = {})
        : type_id(make_block_type(server, slug)),
          schema_id(text_of(make_block_schema(server, type_id, fields, more), "id"))
    {}

    answer make(test_server const& server, std::string const& name, std::string const& data) const
    {
        return server.post("/block_documents/", R"({"name":")" + name + R"(","data":)" + data +
                                                    R"(,"block_type_id":")" + type_id + R"(","block_schema_id":")" +
                                                    schema_id + "\"}");
    }
};

// The names of all events, oldest first, each behind a semicolon.
inline std::string names_of_events(test_server const& server)
{
    std::string names;
    auto const page = server.post("/events/filter", R"({"filter":{"order":"ASC"}})").json();
    for (auto const& one : page.at("events").as_array())
        names += text_of(one, "event") + ';';
    return names;
}

} // namespace praetor::tests
