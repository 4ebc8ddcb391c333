#include <models/blocks/system_blocks.hpp>

#include <models/blocks/block_installation.hpp>
#include <models/blocks/block_schema_parts.hpp>
#include <models/events/event_store.hpp>
#include <models/reference_version.hpp>

#include <boost/json/parse.hpp>

#include <array>
#include <string_view>

namespace praetor::models {

namespace {

struct definition
{
    std::string_view name;
    std::string_view slug;
    std::string_view logo; // behind the address of Prefect's pictures
    std::string_view documentation;
    std::string_view description;
    std::string_view example;
    std::string_view capabilities; // JSON
    std::string_view fields;       // JSON; the SDK computes the same checksum
};

constexpr std::string_view logos = "https://raw.githubusercontent.com/PrefectHQ/prefect/"
                                   "420d0d6a78bb6df1fc18bcf188fdad43c1d22ea9/assets/block-logos/";
constexpr std::string_view documentation = "https://www.prefect.io/docs/latest/";

constexpr std::array definitions{
    definition{"Webhook", "webhook", "webhook.png", "automate/events/webhook-triggers",
               "Block that enables calling webhooks.",
               "```python\nfrom prefect.blocks.webhook import Webhook\n\n"
               "webhook_block = Webhook.load(\"BLOCK_NAME\")\n```",
               "[]",
               R"({"title":"Webhook","type":"object","block_type_slug":"webhook",
"description":"Block that enables calling webhooks.","block_schema_references":{},"required":["url"],
"secret_fields":["url","headers.*"],"properties":{
"method":{"title":"Method","type":"string","enum":["GET","POST","PUT","PATCH","DELETE"],"default":"POST",
"description":"The webhook request method. Defaults to `POST`.","position":0},
"url":{"title":"Webhook URL","type":"string","format":"password","writeOnly":true,"description":"The webhook URL.",
"examples":["https://hooks.slack.com/XXX"],"position":1},
"headers":{"title":"Webhook Headers","type":"object",
"description":"A dictionary of headers to send with the webhook request.","position":2},
"allow_private_urls":{"title":"Allow Private Urls","type":"boolean","default":true,
"description":"Whether to allow notifications to private URLs. Defaults to True.","position":3},
"verify":{"title":"Verify","type":"boolean","default":true,
"description":"Whether or not to enforce a secure connection to the webhook.","position":4}}})"},
    definition{"Secret", "secret", "secret.png", "develop/blocks",
               "A block that represents a secret value. The value stored in this block will be obfuscated when this "
               "block is viewed or edited in the UI.",
               "```python\nfrom prefect.blocks.system import Secret\n\n"
               "Secret(value=\"sk-1234567890\").save(\"BLOCK_NAME\", overwrite=True)\n\n"
               "secret_block = Secret.load(\"BLOCK_NAME\")\n\n# Access the stored secret\nsecret_block.get()\n```",
               "[]",
               R"({"title":"Secret","type":"object","block_type_slug":"secret",
"description":"A block that represents a secret value. The value stored in this block will be obfuscated when this block is viewed or edited in the UI.",
"block_schema_references":{},"required":["value"],"secret_fields":["value","value"],"definitions":{"JsonValue":{}},
"properties":{"value":{"title":"Value","description":"A value that should be kept secret.","format":"password",
"writeOnly":true,"examples":["sk-1234567890",{"username":"johndoe","password":"s3cr3t"}],"position":0,
"anyOf":[{"type":"string","format":"password","writeOnly":true},{"title":"string","type":"string"},
{"title":"JSON","$ref":"#/definitions/JsonValue"}]}}})"},
    definition{"Local File System", "local-file-system", "filesystem.png",
               "develop/results#specifying-a-default-filesystem", "Store data as a file on a local file system.",
               "Load stored local file system config:\n```python\nfrom prefect.filesystems import LocalFileSystem\n\n"
               "local_file_system_block = LocalFileSystem.load(\"BLOCK_NAME\")\n```",
               R"(["get-directory","put-directory","read-path","write-path"])",
               R"({"title":"LocalFileSystem","type":"object","block_type_slug":"local-file-system",
"description":"Store data as a file on a local file system.","block_schema_references":{},"secret_fields":[],
"properties":{"basepath":{"title":"Basepath","anyOf":[{"type":"string"},{"type":"null"}],"default":null,
"description":"Default local path for this block to write to.","position":0}}})"},
};

block_type type_of(definition const& wanted, timestamp when)
{
    return {new_row(when),
            std::string{wanted.name},
            std::string{wanted.slug},
            std::string{logos} + std::string{wanted.logo},
            std::string{documentation} + std::string{wanted.documentation},
            std::string{wanted.description},
            std::string{wanted.example},
            true};
}

block_schema_create schema_of(definition const& wanted, uuid type_id)
{
    block_schema_create made;
    json::json_object fields;
    fields.text = wanted.fields;
    made.fields.set(std::move(fields));
    made.block_type_id = type_id;
    std::vector<std::string> capabilities;
    json::problems ignored{"capabilities"};
    json::read(capabilities, boost::json::parse(wanted.capabilities), ignored);
    made.capabilities.set(std::move(capabilities));
    made.version.set(std::string{reference_version});
    return made;
}

// Gives the types that are new.
task<std::vector<block_type>> install(db::connection& conn)
{
    std::vector<block_type> made;
    auto const when = now();
    for (auto const& one : definitions) {
        auto type = co_await install_block_type(conn, type_of(one, when));
        co_await create_block_schema(conn, take_apart(schema_of(one, type.id)));
        if (type.created >= when)
            made.push_back(std::move(type));
    }
    co_return made;
}

} // namespace

task<std::vector<event>> install_protected_blocks(db::connection& conn)
{
    auto const made = co_await install(conn);
    std::vector<event> events;
    for (auto const& one : made)
        events.push_back(block_type_event("created", one));
    enqueue_events(conn, events);
    co_return events;
}

task<bool> register_protected_blocks(db::connection& conn)
{
    auto const made = co_await install(conn);
    co_return !made.empty();
}

} // namespace praetor::models
