// Members of a block document's data, whatever stands there.
#pragma once

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::outgoing {

// The block can not be used as it is: what Prefect says where it makes one of the same data. Never holds a secret.
struct invalid_block
{
    std::string why;
};

// The text of a member; nothing where there is none, or null. A number or flag is its JSON text. Throws invalid_block
// where it is something else.
std::optional<std::string> find_text(boost::json::object const& block, std::string_view name);
// The same, with what stands for nothing; or invalid_block where nothing stands for it.
std::string text_or(boost::json::object const& block, std::string_view name, std::string usual);
std::string needed_text(boost::json::object const& block, std::string_view name);

// A flag; `usual` where there is none. Throws invalid_block where it is something else.
bool flag_or(boost::json::object const& block, std::string_view name, bool usual);

// A list of texts; empty where there is none.
std::vector<std::string> texts_of(boost::json::object const& block, std::string_view name);
// The members of an object, as texts, in their order; empty where there is none.
std::vector<std::pair<std::string, std::string>> pairs_of(boost::json::object const& block, std::string_view name);

// A value as text: a string as it is, all else as JSON.
std::string text_of(boost::json::value const& value);

} // namespace praetor::outgoing
