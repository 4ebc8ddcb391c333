#include <models/runs/run_name.hpp>

#include <server/base/json/python_value.hpp>
#include <server/base/json/schema.hpp>
#include <server/base/uuid.hpp>

#include <boost/json/object.hpp>

#include <array>
#include <string_view>

namespace praetor::models {
namespace {

constexpr std::array<std::string_view, 64> adjectives{
    "amber",  "ancient", "arctic", "autumn", "azure",  "bold",   "brave",   "bright", "brisk",   "calm",  "candid",
    "clever", "coral",   "cosmic", "crisp",  "daring", "deft",   "dusky",   "eager",  "earnest", "easy",  "fair",
    "fast",   "fierce",  "fleet",  "fond",   "frank",  "gentle", "glad",    "golden", "grand",   "happy", "hardy",
    "hazel",  "honest",  "humble", "icy",    "ivory",  "jolly",  "keen",    "kind",   "lively",  "lucid", "lunar",
    "merry",  "mighty",  "misty",  "modest", "noble",  "olive",  "patient", "plucky", "proud",   "quick", "quiet",
    "rapid",  "royal",   "rustic", "silver", "steady", "sunny",  "swift",   "vivid",  "witty"};

constexpr std::array<std::string_view, 64> animals{
    "albatross", "badger",  "bear",    "beaver",  "bison",   "bobcat",  "buffalo", "camel",  "caribou", "cheetah",
    "condor",    "cougar",  "coyote",  "crane",   "curlew",  "dolphin", "eagle",   "egret",  "elk",     "ermine",
    "falcon",    "ferret",  "finch",   "fox",     "gazelle", "gecko",   "gibbon",  "gopher", "grouse",  "hare",
    "harrier",   "hawk",    "heron",   "hound",   "ibex",    "ibis",    "iguana",  "jackal", "jaguar",  "kestrel",
    "koala",     "lark",    "lemur",   "leopard", "lynx",    "marmot",  "marten",  "mole",   "moose",   "otter",
    "owl",       "panther", "pelican", "petrel",  "plover",  "puffin",  "quail",   "raven",  "salmon",  "stork",
    "swan",      "tern",    "turtle",  "wombat"};

} // namespace

std::string random_run_name()
{
    auto const draw = uuid::random();
    std::string name{adjectives[draw.bytes[0] % adjectives.size()]};
    name += '-';
    name += animals[draw.bytes[1] % animals.size()];
    return name;
}

std::string run_name(std::optional<asked_run_name> const& asked)
{
    return asked && !asked->empty() ? std::string{*asked} : random_run_name();
}

} // namespace praetor::models

namespace praetor::json {

void codec<models::asked_run_name>::write(std::string& out, models::asked_run_name const& value)
{
    write_string(out, value);
}

bool codec<models::asked_run_name>::read(models::asked_run_name& out, boost::json::value const& from, problems& found)
{
    out.clear();
    return is_nothing(&from) || codec<std::string>::read(out, from, found);
}

boost::json::object schema<models::asked_run_name>::make(components& all)
{
    return schema<std::string>::make(all);
}

} // namespace praetor::json
