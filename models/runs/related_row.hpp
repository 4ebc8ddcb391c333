// What a run belongs to, as parts of the row that reads the run.
#pragma once

#include <server/base/uuid.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praetor::models {

struct named_row
{
    uuid id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(named_row, (), (id, name))

struct tagged_row : named_row
{
    std::vector<std::string> tags;
};
BOOST_DESCRIBE_STRUCT(tagged_row, (named_row), (tags))

struct work_pool_row : named_row
{
    std::string type;
};
BOOST_DESCRIBE_STRUCT(work_pool_row, (named_row), (type))

} // namespace praetor::models
