package org.ncf4j.data;

import java.util.List;
import org.ncf4j.internal.Permutation;

/** Readable names for what the simulated shop sells and for whom. They mean nothing to the model. */
final class Catalogue {
    private record Shelf(String name, double medianPrice, List<String> kinds, List<String> things) {
        int names() {
            return kinds.size() * things.size();
        }
    }

    private static final List<Shelf> SHELVES = List.of(
            shelf(
                    "Kitchen",
                    28,
                    "Ceramic,Enamel,Copper,Bamboo,Glass,Stoneware,Cast-Iron,Steel,Walnut,Porcelain",
                    "Teapot,Saucepan,Mixing Bowl,Cutting Board,Colander,Pepper Mill,Casserole,Whisk,Bread Bin,Ladle"),
            shelf(
                    "Garden",
                    35,
                    "Cedar,Galvanised,Terracotta,Folding,Hand-Forged,Compact,Oak,Rustic,Long-Handled,Recycled",
                    "Planter,Spade,Watering Can,Bird Table,Trellis,Hose Reel,Rake,Bench,Wheelbarrow,Cold Frame"),
            shelf(
                    "Books",
                    16,
                    "Illustrated,Pocket,Annotated,Collected,Classic,Signed,Large-Print,Concise,Bilingual,Abridged",
                    "Atlas,Cookbook,Detective Stories,Travel Guide,Poems,Dictionary,Biography,Field Guide,Letters,Almanac"),
            shelf(
                    "Toys",
                    22,
                    "Wooden,Plush,Magnetic,Musical,Clockwork,Painted,Glow-in-the-Dark,Giant,Pull-Along,Stacking",
                    "Train,Bear,Building Blocks,Puzzle,Kite,Dinosaur,Doll's House,Spinning Top,Rocket,Farm Animals"),
            shelf(
                    "Sport",
                    45,
                    "Training,Lightweight,Junior,Competition,Indoor,All-Weather,Padded,Carbon,Starter,Reflective",
                    "Racket,Running Vest,Football,Yoga Mat,Skipping Rope,Dumbbells,Swim Goggles,Helmet,Knee Guards,Gym Bag"),
            shelf(
                    "Electronics",
                    90,
                    "Wireless,Portable,Noise-Cancelling,Solar,Waterproof,Smart,Rechargeable,Clip-On,Mini,Studio",
                    "Speaker,Headphones,Radio,Power Bank,Webcam,Keyboard,Alarm Clock,Microphone,Projector,Reading Light"),
            shelf(
                    "Clothing",
                    40,
                    "Linen,Merino,Cotton,Denim,Quilted,Striped,Corduroy,Hooded,Fleece,Silk",
                    "Shirt,Scarf,Cardigan,Jacket,Trousers,Socks,Dress,Waistcoat,Pyjamas,Gloves"),
            shelf(
                    "Beauty",
                    18,
                    "Lavender,Rose,Almond,Citrus,Unscented,Sea-Salt,Honey,Aloe,Sandalwood,Mint",
                    "Hand Cream,Bath Oil,Shampoo,Face Mask,Lip Balm,Body Scrub,Shaving Soap,Perfume,Sun Lotion,Face Wash"),
            shelf(
                    "Travel",
                    65,
                    "Cabin,Rolling,Waxed,Ultralight,Leather,Packable,Hard-Shell,Weekend,Two-Tone,Roll-Top",
                    "Suitcase,Backpack,Wash Bag,Neck Pillow,Passport Wallet,Duffel,Money Belt,Garment Bag,Rain Cover,Flask"),
            shelf(
                    "Home",
                    55,
                    "Woven,Velvet,Brass,Pendant,Knitted,Hand-Painted,Round,Frosted,Tall,Marbled",
                    "Cushion,Table Lamp,Rug,Mirror,Throw,Vase,Candle Holder,Picture Frame,Curtain,Laundry Basket"),
            shelf(
                    "Office",
                    20,
                    "Ruled,Adjustable,Refillable,Cork,Mesh,Desktop,Magnetic-Lock,Twin-Pack,Spiral,Felt",
                    "Notebook,Desk Tidy,Fountain Pen,Notice Board,Footrest,Stapler,Filing Box,Planner,Paper Tray,Mouse Pad"),
            shelf(
                    "Pets",
                    15,
                    "Chewy,Fleecy,Grain-Free,Squeaky,Raised,Feathered,Elastic,Dental,Cosy,Rattling",
                    "Dog Bed,Cat Tunnel,Leash,Treats,Feeding Bowl,Scratching Post,Collar,Ball Thrower,Carrier,Hamster Wheel"));

    private static final List<String> SEGMENTS = List.of(
            "Young families",
            "City professionals",
            "Students",
            "Active retirees",
            "Outdoor enthusiasts",
            "Home makers",
            "Gift hunters",
            "Gadget fans");

    private Catalogue() {}

    private static Shelf shelf(String name, double medianPrice, String kinds, String things) {
        return new Shelf(name, medianPrice, List.of(kinds.split(",", -1)), List.of(things.split(",", -1)));
    }

    static String segment(int segment) {
        return segment < SEGMENTS.size() ? SEGMENTS.get(segment) : "Segment " + (segment + 1);
    }

    static String category(int category) {
        String name = SHELVES.get(category % SHELVES.size()).name;
        int round = category / SHELVES.size();
        return round == 0 ? name : name + " " + (round + 1);
    }

    static double medianPrice(int category) {
        return SHELVES.get(category % SHELVES.size()).medianPrice;
    }

    /** The name of the k-th product of a category; no two products of a shop have the same. */
    static String product(int category, int k, long key) {
        Shelf shelf = SHELVES.get(category % SHELVES.size());
        int name = (int) new Permutation(shelf.names(), key + category).apply(k % shelf.names());
        int things = shelf.things.size();
        int edition = k / shelf.names();
        return shelf.kinds.get(name / things) + " " + shelf.things.get(name % things)
                + (edition == 0 ? "" : " " + (edition + 1))
                + (category < SHELVES.size() ? "" : " (" + category(category) + ")");
    }
}
