// Views of Prefect's registry of integrations: what workers and block types there are to install. The reference fetches
// them from GitHub, and falls back on the files of its package; this server asks no other host.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace praetor::models {

// Immutable: any thread may ask.
class collection_views
{
public:
    // Reads the views that the package of Prefect in this folder holds; without one (empty) there is the worker that is
    // built in. Reads the disk.
    explicit collection_views(std::string const& package);

    // Whether the registry has a view of this name.
    static bool knows(std::string_view view);

    // A JSON object as text. Null where the view is not there; valid as long as this is.
    std::string const* find(std::string_view view) const;

private:
    std::map<std::string, std::string, std::less<>> views_;
};

} // namespace praetor::models
